//! Reading the settings. All mistakes are reported at once, each with its key, where it was written and what is
//! allowed; that is why this isn't left to a library that stops at the first.

use std::path::PathBuf;

use toml::{Table, Value};

use super::Settings;
use super::shown::{Origin, shown};

/// The manual, and the list of all keys with their types.
pub const DEFAULTS: &str = include_str!("../../../config.default.toml");

/// Settings whose value is masked when printed, and that may be read from a file.
const SECRETS: [&str; 4] = ["mail.smtp_password", "database.url", "objects.s3_secret_key", "jobs.sqs_secret_key"];

const MASK: &str = "(set, not shown)";

/// Where settings come from besides the defaults.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// A settings file, and whether its absence is a mistake (it was named) or not.
    pub file: PathBuf,
    pub file_is_required: bool,
    /// The environment's variables.
    pub environment: Vec<(String, String)>,
}

/// One thing wrong with the settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    pub key: String,
    pub origin: String,
    pub message: String,
}

impl std::fmt::Display for Mistake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({}): {}", self.key, self.origin, self.message)
    }
}

/// The settings in force, or everything that is wrong with them.
pub fn load(sources: &Sources) -> Result<Settings, Vec<Mistake>> {
    let mut reading = Reading::new();
    reading.file(sources);
    reading.environment(sources);
    reading.settings()
}

/// The settings in force as a settings file, secrets masked.
pub fn print(sources: &Sources) -> Result<String, Vec<Mistake>> {
    load(sources)?;
    let mut reading = Reading::new();
    reading.file(sources);
    reading.environment(sources);
    reading.mask();
    Ok(toml::to_string(&reading.table).unwrap_or_default())
}

struct Reading {
    table: Table,
    origins: std::collections::HashMap<String, String>,
    mistakes: Vec<Mistake>,
}

impl Reading {
    fn new() -> Self {
        let table = DEFAULTS.parse().expect("config.default.toml is checked by a test");
        Self { table, origins: Default::default(), mistakes: Vec::new() }
    }

    fn wrong(&mut self, key: &str, origin: &str, message: impl Into<String>) {
        self.mistakes.push(Mistake { key: key.into(), origin: origin.into(), message: message.into() });
    }

    fn value(&self, key: &str) -> Option<&Value> {
        let (section, name) = key.split_once('.')?;
        self.table.get(section)?.get(name)
    }

    fn put(&mut self, key: &str, value: Value) {
        if let Some((section, name)) = key.split_once('.')
            && let Some(Value::Table(section)) = self.table.get_mut(section)
        {
            section.insert(name.into(), value);
        }
    }

    /// Puts a word in the place of each secret.
    fn mask(&mut self) {
        for key in SECRETS {
            let text = self.value(key).and_then(Value::as_str);
            if text.is_some_and(|text| text.contains('@') || key != "database.url" && !text.is_empty()) {
                self.put(key, Value::String(MASK.to_owned()));
            }
        }
        for provider in self.providers() {
            if provider.get("client_secret").and_then(Value::as_str).is_some_and(|secret| !secret.is_empty()) {
                provider.insert("client_secret".to_owned(), Value::String(MASK.to_owned()));
            }
        }
    }

    /// The tables of [[oidc.providers]].
    fn providers(&mut self) -> impl Iterator<Item = &mut Table> {
        let section = self.table.get_mut("oidc").and_then(Value::as_table_mut);
        let list = section.and_then(|section| section.get_mut("providers")).and_then(Value::as_array_mut);
        list.into_iter().flatten().filter_map(Value::as_table_mut)
    }

    /// Puts secrets of providers in place that lie in files.
    fn providers_secrets(&mut self) {
        let mut wrong = Vec::new();
        for provider in self.providers() {
            let Some(path) = provider.get("client_secret_file").and_then(Value::as_str).filter(|path| !path.is_empty())
            else {
                continue;
            };
            match std::fs::read_to_string(path) {
                Ok(content) => {
                    provider.insert("client_secret".to_owned(), Value::String(content.trim_end().to_owned()));
                }
                Err(error) => wrong.push(format!("{path} can't be read: {error}")),
            }
        }
        let origin = self.origin("oidc.providers");
        for message in wrong {
            self.wrong("oidc.providers", &origin, message);
        }
    }

    /// Takes a value whose type is that of the default; anything else is a mistake.
    fn set(&mut self, key: &str, value: Value, origin: &str) {
        let Some(default) = self.value(key) else {
            let known = self.neighbours(key);
            return self.wrong(key, origin, format!("there is no such setting; {known}"));
        };
        if default.type_str() != value.type_str() {
            let wanted = default.type_str();
            return self.wrong(key, origin, format!("must be of type {wanted}, not {}", value.type_str()));
        }
        self.origins.insert(key.to_owned(), origin.to_owned());
        self.put(key, value);
    }

    fn neighbours(&self, key: &str) -> String {
        let section = key.split('.').next().unwrap_or_default();
        match self.table.get(section) {
            Some(Value::Table(names)) => {
                format!("in [{section}] are: {}", names.keys().cloned().collect::<Vec<_>>().join(", "))
            }
            _ => format!("the sections are: {}", self.table.keys().cloned().collect::<Vec<_>>().join(", ")),
        }
    }

    fn file(&mut self, sources: &Sources) {
        let origin = sources.file.display().to_string();
        let text = match std::fs::read_to_string(&sources.file) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && !sources.file_is_required => return,
            Err(error) => return self.wrong("(file)", &origin, format!("can't be read: {error}")),
        };
        let table: Table = match text.parse() {
            Ok(table) => table,
            Err(error) => return self.wrong("(file)", &origin, format!("isn't TOML: {error}")),
        };
        for (section, content) in table {
            match content {
                Value::Table(names) if self.table.contains_key(&section) => {
                    for (name, value) in names {
                        self.set(&format!("{section}.{name}"), value, &origin);
                    }
                }
                _ => {
                    let known = self.neighbours("");
                    self.wrong(&section, &origin, format!("there is no such section; {known}"));
                }
            }
        }
    }

    fn environment(&mut self, sources: &Sources) {
        for (name, text) in &sources.environment {
            let Some(path) = name.strip_prefix("HEARTH__") else { continue };
            let key = path.to_lowercase().replacen("__", ".", 1);
            if let Some(secret) = key.strip_suffix("_file").filter(|key| SECRETS.contains(key)) {
                match std::fs::read_to_string(text) {
                    Ok(content) => self.set(secret, Value::String(content.trim_end().to_owned()), name),
                    Err(error) => self.wrong(secret, name, format!("{text} can't be read: {error}")),
                }
                continue;
            }
            match self.value(&key) {
                Some(default) => match typed(text, default) {
                    Ok(value) => self.set(&key, value, name),
                    Err(wanted) => self.wrong(&key, name, format!("must be {wanted}, not {text:?}")),
                },
                None => self.set(&key, Value::String(text.clone()), name),
            }
        }
    }

    fn settings(mut self) -> Result<Settings, Vec<Mistake>> {
        self.providers_secrets();
        // One value at a time, so that each that doesn't fit is reported, not just the first.
        let keys: Vec<String> = self
            .table
            .iter()
            .flat_map(|(section, names)| {
                names.as_table().into_iter().flatten().map(move |(name, _)| format!("{section}.{name}"))
            })
            .collect();
        let defaults: Table = DEFAULTS.parse().expect("config.default.toml is checked by a test");
        for key in keys {
            let Some(value) = self.value(&key).cloned() else { continue };
            let mut alone = Reading { table: defaults.clone(), origins: Default::default(), mistakes: Vec::new() };
            alone.put(&key, value);
            if let Err(error) = alone.table.try_into::<Settings>() {
                let origin = self.origin(&key);
                self.wrong(&key, &origin, error.message().to_owned());
                let default = defaults[key.split('.').next().unwrap_or_default()]
                    [key.split('.').nth(1).unwrap_or_default()]
                .clone();
                self.put(&key, default);
            }
        }
        match self.table.clone().try_into::<Settings>() {
            Ok(settings) => {
                for (key, message) in settings.mistakes() {
                    let origin = self.origin(key);
                    self.wrong(key, &origin, message);
                }
                if !self.mistakes.is_empty() {
                    return Err(self.mistakes);
                }
                self.mask();
                let shown = shown(&self.table, |key| self.kind_of_origin(key)).into();
                Ok(Settings { shown, ..settings })
            }
            Err(error) => {
                self.wrong("(all)", "settings", error.message().to_owned());
                Err(self.mistakes)
            }
        }
    }

    fn kind_of_origin(&self, key: &str) -> Origin {
        match self.origins.get(key) {
            None => Origin::Default,
            Some(origin) if origin.starts_with("HEARTH__") => Origin::Environment,
            Some(_) => Origin::File,
        }
    }

    fn origin(&self, key: &str) -> String {
        self.origins.get(key).cloned().unwrap_or_else(|| "default".into())
    }
}

/// An environment variable's text as a value of the default's type.
fn typed(text: &str, default: &Value) -> Result<Value, &'static str> {
    match default {
        Value::Integer(_) => text.trim().parse().map(Value::Integer).map_err(|_| "a whole number"),
        Value::Boolean(_) => text.trim().parse().map(Value::Boolean).map_err(|_| "true or false"),
        // Tables, as they stand in a file.
        Value::Array(_) if text.trim_start().starts_with('[') => {
            let table: Result<Table, _> = format!("list = {text}").parse();
            table.ok().and_then(|mut table| table.remove("list")).ok_or("a list as in TOML")
        }
        Value::Array(_) => Ok(Value::Array(
            text.split(',')
                .map(str::trim)
                .filter(|item| !item.is_empty())
                .map(|item| Value::String(item.into()))
                .collect(),
        )),
        _ => Ok(Value::String(text.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(environment: &[(&str, &str)]) -> Result<Settings, Vec<Mistake>> {
        let environment = environment.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        load(&Sources { environment, ..Sources::default() })
    }

    #[test]
    fn zero_settings_are_needed() {
        assert_eq!(from(&[]).unwrap().server.listen.port(), 8080);
        assert_eq!(Settings::defaults().database_url(), "sqlite:./data/hearth.db");
    }

    #[test]
    fn the_environment_wins() {
        let settings = from(&[("HEARTH__SERVER__LISTEN", "127.0.0.1:9000"), ("HEARTH__CHAT__SMALL_MEMBERS", "7")]);
        let settings = settings.unwrap();
        assert_eq!((settings.server.listen.port(), settings.chat.small_members), (9000, 7));
    }

    #[test]
    fn every_mistake_is_listed_at_once() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "[server]\nlisten = 7\nhost = \"x\"\n[nope]\na = 1\n[log]\nformat = \"xml\"\n")
            .unwrap();
        let environment = [
            ("HEARTH__MAIL__TRANSPORT", "pigeon"),
            ("HEARTH__LIMITS__BODY_BYTES", "many"),
            ("HEARTH__CHAT__CAPACITY", "0"),
            ("HEARTH__NO__SUCH", "1"),
        ];
        let environment = environment.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let mistakes = load(&Sources { file: file.path().into(), file_is_required: true, environment }).unwrap_err();
        let keys: Vec<&str> = mistakes.iter().map(|mistake| mistake.key.as_str()).collect();
        for key in [
            "server.listen",
            "server.host",
            "nope",
            "log.format",
            "mail.transport",
            "limits.body_bytes",
            "chat.capacity",
            "no.such",
        ] {
            assert!(keys.contains(&key), "{key} is missing in {mistakes:#?}");
        }
        assert_eq!(keys.len(), 8, "{mistakes:#?}");
    }

    #[test]
    #[cfg(feature = "oidc")]
    fn providers_are_read_and_their_secrets_masked() {
        let secret = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(secret.path(), "hunter2\n").unwrap();
        let list = format!(
            r#"[{{ name = "work", issuer = "https://id.example.org", client_id = "h", client_secret_file = "{}" }}]"#,
            secret.path().display()
        );
        let environment = vec![("HEARTH__OIDC__PROVIDERS".to_owned(), list)];
        let sources = Sources { environment, ..Sources::default() };
        let provider = &load(&sources).unwrap().oidc.providers[0];
        assert_eq!((provider.title(), provider.client_secret.as_str(), provider.register), ("work", "hunter2", false));
        assert_eq!((provider.role.as_str(), provider.scopes.join(" ").as_str()), ("member", "profile email"));
        let shown = format!("{}{provider:?}", print(&sources).unwrap());
        assert!(!shown.contains("hunter2"), "{shown}");

        let wrong = r#"[{ name = "Work!", issuer = "http://id.example.org", client_id = "", role = "admin" }]"#;
        let mistakes = from(&[("HEARTH__OIDC__PROVIDERS", wrong)]).unwrap_err();
        assert_eq!(mistakes.len(), 4, "{mistakes:#?}");
        for list in ["x", "[{ name = \"x\" }]", "[", "[{ colour = \"red\" }]"] {
            assert!(from(&[("HEARTH__OIDC__PROVIDERS", list)]).is_err(), "{list}");
        }
    }

    #[test]
    fn secrets_are_masked_and_may_come_from_a_file() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "hunter2\n").unwrap();
        let environment = vec![("HEARTH__MAIL__SMTP_PASSWORD_FILE".to_owned(), file.path().display().to_string())];
        let sources = Sources { environment, ..Sources::default() };
        assert_eq!(load(&sources).unwrap().mail.smtp_password, "hunter2");
        assert!(!print(&sources).unwrap().contains("hunter2"));
    }
}
