//! Pages by cursor: `?limit=&after=` in, `{items, next}` out.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::http::problem::{FieldError, Problem};

/// One page. `next` is the `after` of the page that follows; null at the end.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Page<T> {
    pub items: Vec<T>,
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// From up to `limit + 1` items: one more than asked for means that there is a next page,
    /// which starts behind the cursor of the last item shown.
    pub fn cut<C: Serialize>(mut items: Vec<T>, limit: i64, cursor: impl Fn(&T) -> C) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = items.len() > limit;
        items.truncate(limit);
        let next = items.last().filter(|_| more).map(|last| encode(&cursor(last)));
        Self { items, next }
    }

    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(change).collect(), next: self.next }
    }
}

/// What a client asks of a page.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// How many items at most.
    #[param(minimum = 1, maximum = 500)]
    pub limit: Option<i64>,
    /// The `next` of the page before.
    pub after: Option<String>,
}

/// The sizes of pages that are allowed.
#[derive(Clone, Copy, Debug)]
pub struct PageSizes {
    pub default: i64,
    pub most: i64,
}

impl PageSizes {
    /// The size to use, or which field is wrong and what is allowed.
    pub fn limit(self, asked: Option<i64>) -> Result<i64, Problem> {
        match asked {
            None => Ok(self.default),
            Some(limit) if (1..=self.most).contains(&limit) => Ok(limit),
            Some(_) => Err(Problem::invalid(vec![FieldError::new(
                "limit",
                "out_of_range",
                format!("must be a whole number from 1 to {}", self.most),
            )])),
        }
    }
}

/// A cursor as text. Its content is nobody's business but ours.
pub fn encode(cursor: &impl Serialize) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(cursor).unwrap_or_default())
}

pub fn decode<C: DeserializeOwned>(after: Option<&str>) -> Result<Option<C>, Problem> {
    let Some(after) = after else { return Ok(None) };
    URL_SAFE_NO_PAD.decode(after).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).map(Some).ok_or_else(
        || Problem::invalid(vec![FieldError::new("after", "not_a_cursor", "must be the `next` of an earlier page")]),
    )
}
