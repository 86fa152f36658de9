//! From the settings, whose shape is known to be right, to what the authority decides by. A
//! catalogue that makes no sense is a mistake in how the program was called.

use authority::{SessionLifetimes, Settings};
use domain::{
    permission::{Catalogue, Group, Permission, Scope},
    redirect_uri::RedirectUriRules,
};

use super::failure::{Failure, chain};
use crate::config::{Config, PermissionEntry, PermissionGroup};

/// What the authority needs to know of the settings.
pub(super) fn settings(config: &Config) -> Result<Settings, Failure> {
    Ok(Settings {
        catalogue: catalogue(&config.permission)?,
        redirect_uri_rules: RedirectUriRules {
            allow_localhost: config.allow_localhost,
            allow_private_schemes: config.allow_private_schemes,
        },
        session: SessionLifetimes {
            idle: config.lifetimes.session_idle(),
            absolute: config.lifetimes.session_absolute(),
        },
        tokens: config.lifetimes.tokens(),
        create_per_hour: config.limits.create.in_an_hour(),
        ..Settings::new(&config.data_dir)
    })
}

fn catalogue(entries: &[PermissionEntry]) -> Result<Catalogue, Failure> {
    if entries.is_empty() {
        return Ok(Catalogue::default());
    }
    let permissions: Result<Vec<_>, Failure> = entries.iter().map(permission).collect();
    Catalogue::new(permissions?)
        .map_err(|error| Failure::Usage(format!("permission: {}", chain(&error))))
}

fn permission(entry: &PermissionEntry) -> Result<Permission, Failure> {
    let scope = |text: &String| {
        Scope::parse(text).map_err(|error| {
            Failure::Usage(format!("permission: `{text}` can't be a scope: {}", chain(&error)))
        })
    };
    Ok(Permission {
        scope: scope(&entry.scope)?,
        title: entry.title.clone(),
        description: entry.description.clone(),
        group: match entry.group {
            PermissionGroup::Account => Group::Account,
            PermissionGroup::Project => Group::Project,
        },
        requires: entry.requires.iter().map(scope).collect::<Result<_, _>>()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_catalogue_that_makes_no_sense_is_a_usage_error() {
        let entry = PermissionEntry {
            scope: "a".into(),
            title: "A".into(),
            description: "A.".into(),
            group: PermissionGroup::Account,
            requires: vec!["b".into()],
        };
        assert!(matches!(catalogue(&[entry]), Err(Failure::Usage(_))));
        assert_eq!(catalogue(&[]).expect("the default"), Catalogue::default());
    }
}
