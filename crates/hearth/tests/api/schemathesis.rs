//! The server keeps what its OpenAPI document says, for thousands of generated requests.

use std::path::Path;
use std::process::Stdio;

use serde_json::Value;
use tokio::process::Command;

use crate::harness::{Server, Store};

#[tokio::test(flavor = "multi_thread")]
async fn the_server_keeps_to_its_document_in_2000_cases() {
    let mut server = Server::start(Store::Sqlite).await;
    let ana = server.has_admin("ana").await;
    assert_eq!(ana.gets(200, "GET /me", Value::Null).await["role"], "admin");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut command = Command::new(root.join("tools/schemathesis-run"));
    command.args([server.url(), &ana.token, "--least", "2000"]).arg("--reports").arg(server.folder().join("reports"));
    let done = command.stdin(Stdio::null()).kill_on_drop(true).output().await.unwrap();
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success(), "{said}\n{}", String::from_utf8_lossy(&done.stderr));
    println!("{}", said.lines().last().unwrap_or_default());
    assert_eq!(server.counts("hearth_requests", "status=\"5").await, 0.0, "no 5xx");
}
