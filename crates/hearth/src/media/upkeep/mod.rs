//! What goes by itself: pictures that nothing shows, and what a crash left in the store of objects.

mod service;
