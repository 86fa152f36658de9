//! Where settings come from, in what order, and what the refusals say.

use super::*;
use domain::permission::{Group, Scope};
use figment::Jail;
use std::time::Duration;

#[expect(clippy::result_large_err, reason = "the closure type is figment's")]
fn in_jail(test: impl FnOnce(&mut Jail)) {
    Jail::expect_with(|jail| {
        jail.clear_env();
        test(jail);
        Ok(())
    });
}

fn refusal(toml: &str) -> String {
    let mut text = String::new();
    in_jail(|jail| {
        jail.create_file(FILE, toml).expect("a file");
        text = Config::load(&Overrides::default()).expect_err(toml).to_string();
    });
    text
}

#[test]
fn without_anything_the_defaults_hold() {
    in_jail(|_| {
        let config = Config::load(&Overrides::default()).expect("the defaults");
        assert_eq!(config, Config::default());
        let bound = "127.0.0.1:41234".parse().expect("an address");
        assert_eq!(config.base_url_for(bound).as_str(), "http://127.0.0.1:41234");
    });
}

#[test]
fn flags_win_over_the_environment_and_that_over_the_file() {
    in_jail(|jail| {
        let toml = "listen = '127.0.0.1:1'\nlog = 'warn'\ndata_dir = 'from-file'\nallow_localhost = false\n\
                    [limits]\ncreate = '7/h'\nsign_in_per_account = '1/min'";
        jail.create_file(FILE, toml).expect("a file");
        jail.set_env("CONFIGO_LISTEN", "127.0.0.1:2");
        jail.set_env("CONFIGO_LOG", "info,hyper=debug");
        jail.set_env("CONFIGO_LOG_FORMAT", "json");
        jail.set_env("CONFIGO_ALLOW_PRIVATE_SCHEMES", "dotted");
        jail.set_env("CONFIGO_LIMITS__SIGN_IN_PER_ACCOUNT", "2/min");
        jail.set_env("CONFIGO_LIFETIMES__SESSION_IDLE", "60");
        jail.set_env("CONFIGO_BASE_URL", "https://apps.example.com/");
        jail.set_env("CONFIGO_TRUSTED_PROXIES", "10.0.0.1, 2001:db8::/32");
        let overrides = Overrides { listen: Some("[::1]:3".into()), ..Overrides::default() };
        let config = Config::load(&overrides).expect("a configuration");
        assert_eq!(config.listen.to_string(), "[::1]:3");
        assert_eq!(config.log, "info,hyper=debug");
        assert_eq!(config.log_format, LogFormat::Json);
        assert_eq!(config.data_dir, Path::new("from-file"));
        assert!(!config.allow_localhost);
        assert_eq!(config.allow_private_schemes, PrivateSchemes::Dotted);
        assert_eq!(config.limits.create, Rate::per_hour(7));
        assert_eq!(config.limits.sign_in_per_account, Rate::per_minute(2));
        assert_eq!(config.limits.sign_in_per_address, Rate::per_minute(20));
        assert_eq!(config.lifetimes.session_idle(), Duration::from_mins(1));
        assert_eq!(config.base_url_for(config.listen).as_str(), "https://apps.example.com");
        assert!(config.trusted_proxies.contains("10.0.0.1".parse().expect("an address")));
        assert!(config.trusted_proxies.contains("2001:db8::9".parse().expect("an address")));
    });
}

#[test]
fn one_address_in_the_environment_is_a_list_of_one() {
    for list in ["192.0.2.1", "192.0.2.0/24", "[192.0.2.1]", "[\"192.0.2.1\", \"::1\"]"] {
        in_jail(|jail| {
            jail.set_env("CONFIGO_TRUSTED_PROXIES", list);
            let config = Config::load(&Overrides::default()).expect(list);
            assert!(config.trusted_proxies.contains("192.0.2.1".parse().expect("an address")));
        });
    }
}

#[test]
fn the_catalogue_is_read_as_it_is_written() {
    in_jail(|jail| {
        let toml = "[[permission]]\nscope = 'projects'\ntitle = 'Projects'\ndescription = 'See them'\ngroup = 'project'\n\
                    [[permission]]\nscope = 'orders'\ntitle = 'Orders'\ndescription = 'See them'\ngroup = 'project'\nrequires = ['projects']";
        jail.create_file(FILE, toml).expect("a file");
        let config = Config::load(&Overrides::default()).expect("a configuration");
        assert_eq!(config.permission.len(), 2);
        assert_eq!(config.permission[0].requires, []);
        assert_eq!(config.permission[1].requires, [Scope::parse("projects").expect("a scope")]);
        assert_eq!(config.permission[1].group, Group::Project);
    });
}

#[test]
fn what_is_printed_reads_back_as_the_same() {
    in_jail(|jail| {
        let toml = "base_url = 'https://apps.example.com'\ntrusted_proxies = ['10.0.0.0/8']\n[[permission]]\n\
                    scope = 'a'\ntitle = 'A \"quoted\" \\ title'\ndescription = 'ü'\ngroup = 'account'";
        jail.create_file("other.toml", toml).expect("a file");
        let other = Overrides { config: Some("other.toml".into()), ..Overrides::default() };
        let config = Config::load(&other).expect("a configuration");
        let printed = config.to_string();
        assert!(printed.contains("sign_in_per_account = \"5/min\""), "{printed}");
        jail.create_file("printed.toml", &printed).expect("a file");
        let printed = Overrides { config: Some("printed.toml".into()), ..Overrides::default() };
        assert_eq!(Config::load(&printed), Ok(config));
    });
}

#[test]
fn a_refusal_names_the_setting_and_what_to_write() {
    for (toml, parts) in [
        ("colour = 'red'", &["`colour` is no setting", FILE, "base_url"][..]),
        ("[limits]\nspeed = 1", &["`limits.speed` is no setting", "sign_in_per_account"]),
        ("[[permission]]\ncolour = 1", &["permission", "colour` is no setting", "description"]),
        ("[[permission]]\nscope = 'a'", &["permission", "`title` is missing", FILE]),
        ("[[permission]]\ngroup = 'all'", &["`all` is unknown", "write account or project", FILE]),
        ("[[permission]]\nscope = 'a b'", &["permission", "scope: A scope is 1 to 64", FILE]),
        ("sign_up = 'open'", &["sign_up: `open` does not exist", "write \"closed\"", FILE]),
        ("base_url = 'https://a.example/x'", &["base_url: ", "write https://a.example"]),
        ("listen = 'everywhere'", &["listen: ", "write an address and a port", FILE]),
        ("trusted_proxies = ['proxy']", &["trusted_proxies: `proxy` is no address", "192.0.2.1"]),
        ("limits.create = '5'", &["limits.create: `5` is no rate", "write it as 5/min"]),
        ("limits.create = 0", &["limits.create", "write it as 5/min", FILE]),
        ("log_format = 'xml'", &["log_format: `xml` is unknown", "write text or json"]),
        ("allow_localhost = 'maybe'", &["allow_localhost: ", FILE]),
        ("allow_private_schemes = 'all'", &["`all` is unknown", "any or dotted or none", FILE]),
        ("lifetimes.session_idle = 0", &["lifetimes.session_idle: write at least 1"]),
        ("lifetimes.session_absolute = 5", &["at most lifetimes.session_absolute"]),
        ("lifetimes.session_idle = -5", &["lifetimes.session_idle: ", FILE]),
        ("lifetimes.refresh_token_idle = 0", &["lifetimes.refresh_token_idle: write at least 1"]),
        ("lifetimes.code = 601", &["lifetimes.code: write 1 to 600"]),
        ("lifetimes.access_token = 0", &["lifetimes.access_token: write 1 to 86400"]),
        ("lifetimes.consent = 0", &["lifetimes.consent: write 1 to 3600"]),
        ("lifetimes.refresh_grace = 61", &["lifetimes.refresh_grace: write 0 to 60"]),
        ("limits.client_authentication = 0", &["limits.client_authentication", "5/min"]),
        ("data_dir = ''", &["data_dir is empty", "./data"]),
        ("log = ' '", &["log is empty", "info"]),
        ("database_url = 'mysql://a:b@c/d'", &["database_url: write postgres://USER@HOST", FILE]),
        ("database_url = 5", &["database_url: ", FILE]),
        ("database_password = 'p'", &["(in configo.toml", "database_password_file"]),
        ("database_connections = 1", &["database_connections: write 2 to 1000"]),
        ("database_statement_timeout = 16", &["database_statement_timeout: write 1 to 15"]),
        ("database_lock_timeout = 11", &["database_lock_timeout", "at most database_statement"]),
        ("database_lock_timeout = 0", &["database_lock_timeout: write at least 1"]),
        ("listen = ", &["line 1, column 10", FILE]),
    ] {
        let text = refusal(toml);
        assert!(parts.iter().all(|part| text.contains(part)), "{toml}: {text}");
        assert_eq!(text.lines().count(), 1, "{text}");
    }
}

#[test]
fn an_unknown_name_in_the_environment_is_refused_too() {
    in_jail(|jail| {
        jail.set_env("CONFIGO_LISTENN", "127.0.0.1:1");
        let text = Config::load(&Overrides::default()).expect_err("a typing error").to_string();
        assert!(text.contains("`listenn` is no setting (in the environment)"), "{text}");
    });
}

#[test]
fn variables_of_orchestrators_are_ignored() {
    in_jail(|jail| {
        jail.set_env("CONFIGO_SERVICE_HOST", "10.96.0.7");
        jail.set_env("CONFIGO_SERVICE_PORT_HTTP", "3000");
        jail.set_env("CONFIGO_PORT", "tcp://10.96.0.7:3000");
        jail.set_env("CONFIGO_PORT_3000_TCP_ADDR", "10.96.0.7");
        assert_eq!(Config::load(&Overrides::default()), Ok(Config::default()));
    });
}

#[test]
fn an_empty_value_in_the_environment_counts_as_not_set() {
    // Every setting that there is, nested ones and lists included.
    let mut names: Vec<_> =
        ["base_url", "permission", "database_url", "database_password", "database_password_file"]
            .map(str::to_owned)
            .into();
    let defaults = serde_json::to_value(Config::default()).expect("the defaults");
    for (name, value) in defaults.as_object().expect("settings") {
        match value.as_object() {
            Some(group) => names.extend(group.keys().map(|inner| format!("{name}__{inner}"))),
            None => names.push(name.clone()),
        }
    }
    assert!(names.len() > 20, "{names:?}");
    for empty in ["", " ", "\"\"", "''"] {
        in_jail(|jail| {
            for name in &names {
                jail.set_env(format!("CONFIGO_{}", name.to_ascii_uppercase()), empty);
            }
            assert_eq!(Config::load(&Overrides::default()), Ok(Config::default()), "{empty:?}");
        });
    }
    in_jail(|jail| {
        jail.create_file(FILE, "data_dir = 'from-file'").expect("a file");
        jail.set_env("CONFIGO_DATA_DIR", "");
        let config = Config::load(&Overrides::default()).expect("a configuration");
        assert_eq!(config.data_dir, Path::new("from-file"));
    });
}

#[test]
fn a_file_that_was_asked_for_must_be_there() {
    in_jail(|_| {
        let other = Overrides { config: Some("absent.toml".into()), ..Overrides::default() };
        let text = Config::load(&other).expect_err("no file").to_string();
        assert!(text.contains("absent.toml cannot be read"), "{text}");
    });
}

#[test]
fn a_database_server_is_reached_with_a_password_from_elsewhere() {
    let server = |config: &Config| match config.database().expect("its password is there") {
        DatabaseSettings::Postgres(server) => server,
        DatabaseSettings::Sqlite => panic!("no server"),
    };
    in_jail(|jail| {
        assert!(matches!(Config::default().database(), Ok(DatabaseSettings::Sqlite)));
        let toml = "database_url = 'postgres://configo@db/configo'\ndatabase_connections = 8\n\
                    database_password_file = 'password'\ndatabase_lock_timeout = 2";
        jail.create_file(FILE, toml).expect("a file");
        let load = || Config::load(&Overrides::default()).expect("a configuration");
        let missing = load().database().expect_err("no file").to_string();
        assert!(missing.contains("database_password_file: password cannot be read"), "{missing}");
        jail.create_file("password", "\n").expect("a file");
        let empty = load().database().expect_err("no password").to_string();
        assert!(empty.contains("is empty"), "{empty}");
        jail.create_file("password", "0042 \r\n").expect("a file");
        let read = server(&load());
        assert_eq!(read.password.as_deref().map(String::as_str), Some("0042 "));
        assert_eq!((read.connections, read.lock_timeout), (8, Duration::from_secs(2)));
        assert_eq!(read.statement_timeout, Duration::from_secs(10));
        for password in ["0042", "true", "[1", "\"quoted\""] {
            jail.set_env("CONFIGO_DATABASE_PASSWORD", password);
            let read = server(&load()).password;
            assert_eq!(read.as_deref().map(String::as_str), Some(password));
        }
        jail.set_env("CONFIGO_DATABASE_URL", "postgres://configo:opensesame@other/configo");
        let config = load();
        assert!(server(&config).url.contains("opensesame@other"));
        for shown in [config.to_string(), format!("{config:?}")] {
            assert!(shown.contains("postgres://configo:***@other/configo"), "{shown}");
            assert!(!shown.contains("opensesame") && !shown.contains("quoted"), "{shown}");
        }
        let flag = Some("postgres://flag@db/x".to_owned().into());
        let flags = Overrides { database_url: flag, ..Overrides::default() };
        assert!(server(&Config::load(&flags).expect("a configuration")).url.contains("flag@db"));
        assert!(!format!("{flags:?}").contains("flag@"));
    });
}

#[test]
fn a_certificate_that_is_not_there_is_named() {
    in_jail(|jail| {
        let url = "postgres://db/x?sslmode=verify-full&sslrootcert=absent.pem";
        jail.set_env("CONFIGO_DATABASE_URL", url);
        let config = Config::load(&Overrides::default()).expect("a configuration");
        let text = config.database().expect_err("no file").to_string();
        assert!(text.contains("absent.pem, which cannot be read"), "{text}");
    });
}
