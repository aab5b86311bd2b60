//! What policy commentary says: who acts, what has happened and what has not, what is likely.
//!
//! `gold/` holds the commentaries that its stages are measured on.
