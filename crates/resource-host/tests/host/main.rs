//! The host from the outside: as its service, its applications and the peers of its node see it.

mod applications;
mod letting_go;
mod maintenance;
mod protocol;
mod remains;
mod scripts;
mod support;
