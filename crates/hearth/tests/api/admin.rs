//! The admin's views, as one who runs the server uses them; who may see them at all: tests/api/matrix/.

use serde_json::{Value, json};

use crate::harness::{Server, Store, on_both_stores, until};

on_both_stores!(an_admin_sees_how_the_server_does, an_admin_ends_a_space_whoever_owns_it);

async fn an_admin_sees_how_the_server_does(store: Store) {
    let mut server = Server::start(store).await;
    let admin = server.has_admin("chief").await;
    let health = admin.gets(200, "GET /admin/health", Value::Null).await;
    let kind = if matches!(store, Store::Sqlite) { "sqlite" } else { "postgres" };
    assert_eq!(health["database"], json!({ "kind": kind, "ready": true }));
    assert_eq!(health["objects"], json!({ "kind": "folder", "ready": true }));
    assert_eq!((&health["mail"], &health["dead_jobs"], &health["sockets"]), (&json!("file"), &json!(0), &json!(0)));
    assert!(health["database_bytes"].as_i64().unwrap() > 10_000, "{health}");
    let lanes: Vec<&str> =
        health["jobs"].as_array().unwrap().iter().map(|lane| lane["lane"].as_str().unwrap()).collect();
    assert!(lanes.starts_with(&["quick", "slow"]), "{lanes:?}");
    assert_eq!(health["version"], env!("CARGO_PKG_VERSION"));

    let settings = admin.gets(200, "GET /admin/settings", Value::Null).await;
    let items = settings["items"].as_array().unwrap();
    let of = |key: &str| items.iter().find(|item| item["key"] == key).unwrap();
    let dir = of("data.dir");
    assert_eq!((&dir["set_by"], &dir["default"]), (&json!("environment"), &json!("\"./data\"")));
    let capacity = of("chat.capacity");
    assert_eq!((&capacity["set_by"], &capacity["value"]), (&json!("default"), &json!("100000")));
    assert_eq!(capacity["explanation"], "Most members that a group may have.");
    if kind == "postgres" {
        assert_eq!(of("database.url")["value"], json!("\"(set, not shown)\""), "a password may be in it");
    }
    let storage = admin.gets(200, "GET /admin/storage", Value::Null).await;
    assert_eq!(storage, json!({ "bytes": 0, "accounts": [], "spaces": [] }));
}

async fn an_admin_ends_a_space_whoever_owns_it(store: Store) {
    let mut server = Server::start(store).await;
    let admin = server.has_admin("chief").await;
    let (ana, bo) = (server.joins("ana").await, server.joins("bo").await);
    let new = json!({ "visibility": "community", "name": "Garden", "topic": "anxiety" });
    let garden = ana.gets(201, "POST /spaces", new).await["id"].as_str().unwrap().to_owned();
    ana.gets(201, "POST /spaces", json!({ "visibility": "private", "name": "Our secret" })).await;
    bo.gets(200, &format!("POST /spaces/{garden}/join"), json!({})).await;

    let page = admin.gets(200, "GET /admin/spaces", Value::Null).await;
    let (secret, open) = (&page["items"][0], &page["items"][1]);
    assert_eq!(
        (secret.get("name"), &secret["visibility"]),
        (None, &json!("private")),
        "its name is its members' alone"
    );
    assert_eq!((&open["id"], &open["name"], &open["members"]), (&json!(garden), &json!("Garden"), &json!(2)));
    let first = admin.gets(200, "GET /admin/spaces?limit=1", Value::Null).await;
    let rest = format!("GET /admin/spaces?after={}", first["next"].as_str().unwrap());
    assert_eq!(admin.gets(200, &rest, Value::Null).await["items"][0]["id"], json!(garden));

    let end = format!("DELETE /admin/spaces/{garden}");
    ana.gets(403, &end, Value::Null).await;
    admin.gets(204, &end, Value::Null).await;
    admin.gets(404, &end, Value::Null).await;
    for member in [&ana, &bo] {
        member.gets(404, &format!("GET /spaces/{garden}"), Value::Null).await;
    }
    until("it is written down", async || {
        let log = admin.gets(200, "GET /moderation/audit", Value::Null).await;
        let mut entries = log["items"].as_array().unwrap().iter();
        entries.find(|entry| entry["act"] == "space.closed" && entry["subject_id"] == *garden).cloned()
    })
    .await;
}
