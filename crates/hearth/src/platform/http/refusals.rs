//! The refusals that an operation documents in the OpenAPI: types to be named in `responses(…)`.

use std::collections::BTreeMap;

use utoipa::IntoResponses;
use utoipa::openapi::schema::Ref;
use utoipa::openapi::{ContentBuilder, RefOr, Response, ResponseBuilder};

fn problem(description: &str) -> RefOr<Response> {
    let body = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    ResponseBuilder::new().description(description).content("application/problem+json", body).build().into()
}

macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident = $($status:literal $description:literal),+;)*) => {$(
        $(#[$doc])*
        pub struct $name;
        impl IntoResponses for $name {
            fn responses() -> BTreeMap<String, RefOr<Response>> {
                BTreeMap::from([$(($status.to_string(), problem($description))),+])
            }
        }
    )*};
}

refusals! {
    /// What any operation may answer.
    Usual =
        400 "The request isn't readable: path, query or headers.",
        429 "Too many requests; see Retry-After.",
        503 "A part of the server isn't reachable; see Retry-After.";
    /// Where a JSON body is read.
    BadBody =
        413 "The body is too large.",
        415 "The body isn't JSON.";
    NotSignedIn = 401 "No valid access token of a living session.";
    Forbidden = 403 "The role or the place doesn't allow it.";
    NotFound = 404 "There is nothing like that, or nothing that one may see.";
    Conflict = 409 "It can't be so together with what there is already.";
    Invalid = 422 "Well-formed, but fields aren't allowed so; see errors.";
}
