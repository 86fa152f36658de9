//! The lazily loaded WebAssembly chunks, and the URLs that need each.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chunk {
    /// The form of an application, and the credentials dialog.
    Form,
    /// The page of one application.
    Application,
    /// Deleted applications, and *Security*.
    Account,
}

impl Chunk {
    /// All chunks, in the order in which they are prefetched.
    pub const ALL: [Self; 3] = [Self::Form, Self::Application, Self::Account];

    /// The chunk that renders the page at a path (a query is ignored); `None` if the first chunk does.
    pub fn of_path(path: &str) -> Option<Self> {
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let mut segments = path.strip_prefix('/')?.split('/');
        match (segments.next()?, segments.next(), segments.next()) {
            ("security", None | Some("password"), None)
            | ("applications", Some("deleted"), None) => Some(Self::Account),
            ("applications", Some("new"), None) | ("applications", Some(_), Some("edit")) => {
                Some(Self::Form)
            }
            ("applications", Some(id), None | Some("secrets")) if !id.is_empty() => {
                Some(Self::Application)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Chunk::{self, Account, Application, Form};

    #[test]
    fn every_page_but_the_table_has_its_chunk() {
        for (path, expected) in [
            ("/applications", None),
            ("/applications?q=new", None),
            ("/applications/", None),
            ("/applications/new?from=x", Some(Form)),
            ("/applications/cfgo_app_1/edit", Some(Form)),
            ("/applications/cfgo_app_1", Some(Application)),
            ("/applications/cfgo_app_1#secrets", Some(Application)),
            ("/applications/cfgo_app_1/secrets", Some(Application)),
            ("/applications/cfgo_app_1/delete", None),
            ("/applications/deleted", Some(Account)),
            ("/security", Some(Account)),
            ("/security/password", Some(Account)),
            ("/sign-out", None),
            ("#main", None),
            ("https://example.com/security", None),
        ] {
            assert_eq!(Chunk::of_path(path), expected, "{path}");
        }
    }
}
