//! What a block between two accounts means for chats. A chat can be **withheld** from a member: to the others they are a
//! member like any, who says nothing and reads nothing; for themselves it isn't there. So the direct chat goes on for who
//! is blocked, and a group that they add somebody to looks to them as ever.

mod service;
pub mod store;

pub use service::follow;
pub use store::withholding;
