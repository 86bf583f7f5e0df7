//! The fixed boundary between the Filmgate core and JavaScript.
