//! `quorate db`.

use super::set::ValueType;
use clap::Subcommand;
use std::path::PathBuf;

const BATCH_HELP: &str = "\
The file is a JSON array of steps. All are done, or none:
  [{\"key_exists\": \"Applications\"},
   {\"create_key\": \"Applications\\\\Shop\"},
   {\"value_not_exists\": \"Version\"},
   {\"set_value\": {\"name\": \"Version\", \"type\": \"DWORD\", \"value\": 2}}]

Steps with a path:  create_key, delete_key, key_exists, key_not_exists
Steps with a name:  delete_value, value_exists, value_not_exists
Steps with a value: set_value, value_equals, value_not_equals, value_greater, value_less

Paths are relative to --root. Steps on values act on the key of the last create_key.";

#[derive(Subcommand, Debug)]
pub(crate) enum DbCommand {
    /// Read one value, or all values of a key
    Get {
        /// Path of the key, such as 'Groups\Web'; "" is the root
        path: String,
        /// Name of the value
        name: Option<String>,
    },
    /// Set a value, or create a key when no name is given
    Set {
        /// Path of the key; missing keys are created
        path: String,
        /// Name of the value; "" is the unnamed one
        #[arg(requires = "value")]
        name: Option<String>,
        /// The new value
        #[arg(allow_hyphen_values = true)]
        value: Option<String>,
        /// Type of the value
        #[arg(long = "type", value_enum, default_value_t = ValueType::Sz, value_name = "TYPE")]
        value_type: ValueType,
    },
    /// Delete a value, or a key when no name is given
    Delete {
        path: String,
        /// Name of the value
        name: Option<String>,
        /// Delete the keys below it too
        #[arg(long, conflicts_with = "name")]
        tree: bool,
    },
    /// List the keys and values of a key
    List {
        /// Path of the key; the root without it
        #[arg(default_value = "")]
        path: String,
    },
    /// Print the whole tree below a key
    Tree {
        /// Path of the key; the root without it
        #[arg(default_value = "")]
        path: String,
        /// How many levels of keys
        #[arg(long, default_value_t = 64)]
        depth: usize,
    },
    /// Do several steps at once, under conditions: all or none
    #[command(after_long_help = BATCH_HELP)]
    Batch {
        /// JSON file with the steps; `-` is standard input
        file: PathBuf,
        /// The key that the paths are relative to
        #[arg(long, default_value = "", value_name = "PATH")]
        root: String,
    },
}
