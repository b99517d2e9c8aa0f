//! The S3 server that `tools/with-s3` runs for the tests.

use std::process::Stdio;

use tokio::process::Command;

use super::environment;

const MISSING: &str = "there is no S3 server: run the tests by tools/with-s3";

/// An S3 server of a test's own, and the program that stops and starts it.
pub struct S3 {
    address: String,
    control: String,
}

impl S3 {
    pub async fn own() -> Self {
        let shared = Self { address: String::new(), control: environment("HEARTH_TEST_S3_CONTROL").expect(MISSING) };
        let said = shared.control("new").await;
        let mut lines = said.lines();
        let (address, control) = lines.next().zip(lines.next()).expect("an address and a control program");
        Self { address: address.to_owned(), control: control.to_owned() }
    }

    /// `stop` or `start`.
    pub async fn control(&self, verb: &str) -> String {
        let mut command = Command::new(&self.control);
        let done = command.arg(verb).stdin(Stdio::null()).output().await.unwrap();
        assert!(done.status.success(), "{verb}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    }

    /// The settings of a Hearth that keeps its pictures there.
    pub fn settings(&self) -> [(&'static str, &str); 5] {
        [
            ("objects.store", "s3"),
            ("objects.s3_endpoint", &self.address),
            ("objects.s3_bucket", "hearth"),
            ("objects.s3_access_key", "hearthkey"),
            ("objects.s3_secret_key", "hearthsecret"),
        ]
    }
}
