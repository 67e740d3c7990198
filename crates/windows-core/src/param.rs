use crate::{HSTRING, PCSTR, PCWSTR, PSTR, PWSTR};

/// What can be given where a `T` is wanted, such as a `&HSTRING` for a [`PCWSTR`].
pub trait Param<T> {
    /// # Safety
    /// The value lives as long as the call in which it is used.
    unsafe fn param(self) -> ParamValue<T>;
}

#[doc(hidden)]
pub enum ParamValue<T> {
    Owned(T),
}

impl<T: Copy> ParamValue<T> {
    pub fn abi(&self) -> T {
        let ParamValue::Owned(value) = self;
        *value
    }
}

macro_rules! params {
    ($($from:ty => $to:ident, $value:ident => $pointer:expr;)*) => {$(
        impl Param<$to> for $from {
            unsafe fn param(self) -> ParamValue<$to> {
                let $value = self;
                ParamValue::Owned($pointer)
            }
        }
    )*};
}

params! {
    PCWSTR => PCWSTR, text => text;
    &PCWSTR => PCWSTR, text => *text;
    PWSTR => PCWSTR, text => PCWSTR(text.0);
    &HSTRING => PCWSTR, text => PCWSTR(text.as_ptr());
    PCSTR => PCSTR, text => text;
    PSTR => PCSTR, text => PCSTR(text.0);
}
