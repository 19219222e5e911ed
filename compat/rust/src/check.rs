//! How a check is told, and how it fails.

use std::fmt::{Debug, Display, Formatter};
use std::io::BufRead;

/// Why a check failed.
pub struct Failure(String);

impl Failure {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl Display for Failure {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl From<d_engine::ClientApiError> for Failure {
    fn from(error: d_engine::ClientApiError) -> Self {
        Self(format!("the client reports {error:?}"))
    }
}

pub type Outcome = Result<(), Failure>;

/// What has been checked so far.
#[derive(Default)]
pub struct Checks {
    passed: usize,
}

impl Checks {
    /// Prints the result of one check.
    pub fn tell(&mut self, name: &str, outcome: Outcome) -> Outcome {
        match outcome {
            Ok(()) => {
                self.passed += 1;
                println!("ok {name}");
                Ok(())
            }
            Err(failure) => Err(Failure(format!("{name}: {failure}"))),
        }
    }

    pub fn passed(&self) -> usize {
        self.passed
    }
}

pub fn same<T: PartialEq + Debug>(what: &str, found: T, expected: T) -> Outcome {
    if found == expected {
        Ok(())
    } else {
        Err(Failure(format!(
            "{what} is {found:?}, expected {expected:?}"
        )))
    }
}

pub fn holds(what: &str, condition: bool) -> Outcome {
    if condition {
        Ok(())
    } else {
        Err(Failure(format!("not true: {what}")))
    }
}

/// Has whoever runs this program do something to the cluster, and waits until it is done.
pub fn ask(what: &str) -> Outcome {
    println!("ASK {what}");
    let mut line = String::new();
    match std::io::stdin().lock().read_line(&mut line) {
        Ok(length) if length > 0 => Ok(()),
        _ => Err(Failure::new(format!("nobody answered: {what}"))),
    }
}
