/// Declares a function of another library inside of the function that calls it.
///
/// The functions of the cluster libraries have their own names. What programs use of the system's libraries stands in the same
/// library here, under names with a prefix, so that they collide with nothing.
#[macro_export]
macro_rules! link {
    ("kernel32.dll" $($rest:tt)*) => { $crate::link_prefixed! { $($rest)* } };
    ("advapi32.dll" $($rest:tt)*) => { $crate::link_prefixed! { $($rest)* } };
    ($library:literal $abi:literal $(($link_name:literal))? fn $name:ident($($argument:ident: $type:ty),* $(,)?) $(-> $ret:ty)?) => {
        unsafe extern $abi {
            fn $name($($argument: $type),*) $(-> $ret)?;
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! link_prefixed {
    ($abi:literal fn $name:ident($($argument:ident: $type:ty),* $(,)?) $(-> $ret:ty)?) => {
        unsafe extern $abi {
            #[link_name = concat!("quorate_", stringify!($name))]
            fn $name($($argument: $type),*) $(-> $ret)?;
        }
    };
}
