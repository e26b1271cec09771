//! The engine for JavaScript: what the package's `index.js` calls. Texts go in, and texts come out: an answer is JSON, and an
//! error is the JSON of a [`Fault`]. Numbers cross as text, so that none is ever a binary float.

#![forbid(unsafe_code)]

mod book;
mod fault;
mod form;
mod sheet;
mod stated;
mod whole;
