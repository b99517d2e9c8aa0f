use super::*;
pub static STATEMENTS: &[(&str, &Sql)] = &[];
