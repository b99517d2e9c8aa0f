//! The API's documentation is complete, and changes only on purpose.

use std::fs;
use std::path::{Path, PathBuf};

use crate::harness::{Server, Store};

#[tokio::test(flavor = "multi_thread")]
async fn the_document_changes_only_on_purpose() {
    let server = Server::start(Store::Sqlite).await;
    let document = server.web().page("/api/v1/openapi.json").await.body;
    assert_eq!(document["openapi"].as_str().map(|version| &version[..4]), Some("3.1."));
    insta::assert_json_snapshot!("openapi", document);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_is_in_the_document() {
    let server = Server::start(Store::Sqlite).await;
    let document = server.web().page("/api/v1/openapi.json").await.body;
    let paths = document["paths"].as_object().unwrap();
    let methods = ["get", "put", "post", "patch", "delete"];
    let documented = paths.values().flat_map(|item| methods.iter().filter(|method| item.get(**method).is_some()));

    let mut handlers = 0;
    for (path, text) in sources(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        handlers += text.matches("#[utoipa::path(").count();
        // What isn't put in by `routes!` isn't in the document: only health may, which isn't the API.
        let by_hand = [".route(", ".route_service(", ".nest_service("].iter().any(|way| text.contains(way));
        let health = path.ends_with("src/platform/http/health.rs");
        assert!(!by_hand || health, "{}: a route outside the document", path.display());
        if health {
            assert_eq!(text.matches(".route(").count(), 3, "healthz, readyz and metrics");
        }
    }
    assert!(handlers > 30);
    assert_eq!(documented.count(), handlers, "each documented handler is served");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_has_a_name_of_its_own() {
    let server = Server::start(Store::Sqlite).await;
    let document = server.web().page("/api/v1/openapi.json").await.body;
    let items = document["paths"].as_object().unwrap().values().flat_map(|item| item.as_object().unwrap().values());
    let mut names: Vec<&str> = items.filter_map(|operation| operation["operationId"].as_str()).collect();
    assert!(names.len() > 30);
    names.sort_unstable();
    let twice: Vec<_> = names.windows(2).filter(|pair| pair[0] == pair[1]).collect();
    assert!(twice.is_empty(), "generators make one function of each: {twice:?}");
}

fn sources(folder: PathBuf) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn the_documentation_is_readable_without_the_internet() {
    let server = Server::start(Store::Sqlite).await;
    let page = server.web().page("/docs/").await;
    assert_eq!((page.status, page.kind.starts_with("text/html")), (200, true));
    for text in [page.text, server.web().page("/docs/swagger-initializer.js").await.text] {
        assert!(!text.contains("https://"), "nothing comes from elsewhere: {text}");
    }
}
