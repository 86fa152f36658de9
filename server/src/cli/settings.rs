//! Turns the configuration into the settings of the authority. A catalogue whose permissions don't
//! fit together is a usage error, and so is a file that can't be read.

use authority::{SessionLifetimes, Settings};
use domain::{
    permission::{Catalogue, Permission},
    redirect_uri::RedirectUriRules,
};

use super::failure::{Failure, chain};
use crate::config::Config;

pub(super) fn settings(config: &Config) -> Result<Settings, Failure> {
    Ok(Settings {
        database: config.database().map_err(|error| Failure::Usage(error.to_string()))?,
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

fn catalogue(permissions: &[Permission]) -> Result<Catalogue, Failure> {
    if permissions.is_empty() {
        return Ok(Catalogue::default());
    }
    Catalogue::new(permissions.to_vec())
        .map_err(|error| Failure::Usage(format!("permission: {}", chain(&error))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::permission::{Group, Scope};

    #[test]
    fn a_catalogue_that_makes_no_sense_is_a_usage_error() {
        let scope = |text| Scope::parse(text).expect("a scope");
        let permission = Permission {
            scope: scope("a"),
            title: "A".into(),
            description: "A.".into(),
            group: Group::Account,
            requires: vec![scope("b")],
        };
        assert!(matches!(catalogue(&[permission]), Err(Failure::Usage(_))));
        assert_eq!(catalogue(&[]).expect("the default"), Catalogue::default());
    }
}
