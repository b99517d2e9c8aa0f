//! Sending mail: by SMTP, or as files that a person on the machine can read.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use uuid::Uuid;

use super::clock::{Clock, Time};
use super::config::{MailTransport, Settings, SmtpSecurity};
use super::ids::Ids;

/// For each answer of the mail server.
const PATIENCE: Duration = Duration::from_secs(20);

/// A mail to one person.
#[derive(Clone, Debug, Default)]
pub struct Letter {
    pub to: String,
    pub subject: String,
    pub text: String,
    /// The same, for programs that show it so.
    pub html: Option<String>,
    /// What names it: sent again by the same id, it is the same mail. None: a new one.
    pub id: Option<Uuid>,
    /// The address to which a mail program posts when its reader wants no more of them (RFC 8058).
    pub unsubscribe: Option<String>,
    /// What the reader's calendar is to take up, each an iTIP message of its own.
    pub calendars: Vec<Calendar>,
}

/// A message from calendar to calendar (iTIP, RFC 5546), as mail carries it (iMIP, RFC 6047).
#[derive(Clone, Debug)]
pub struct Calendar {
    /// `REQUEST` or `CANCEL`, as the text says too.
    pub method: &'static str,
    pub text: String,
}

#[derive(Clone)]
pub struct Mailer {
    from: Mailbox,
    transport: Transport,
    clock: Clock,
    ids: Ids,
}

#[derive(Clone)]
enum Transport {
    Files(PathBuf),
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
}

/// The address in a From line, without a name.
pub fn address(from: &str) -> String {
    Mailbox::from_str(from).map(|from| from.email.to_string()).unwrap_or_default()
}

/// Whether it can stand in a mail's From line.
pub fn is_mailbox(text: &str) -> bool {
    Mailbox::from_str(text).is_ok()
}

impl Mailer {
    pub fn new(settings: &Settings, clock: Clock, ids: Ids) -> Result<Self, String> {
        let from = Mailbox::from_str(&settings.mail.from).map_err(|e| format!("mail.from: {e}"))?;
        let transport = match settings.mail.transport {
            MailTransport::File => Transport::Files(settings.data.dir.join("mail")),
            MailTransport::Smtp => Transport::Smtp(smtp(settings)?),
        };
        Ok(Self { from, transport, clock, ids })
    }

    /// The error is text for the operator.
    pub async fn send(&self, letter: Letter) -> Result<(), String> {
        let to = Mailbox::from_str(&letter.to).map_err(|e| format!("not an address: {e}"))?;
        let domain = self.from.email.domain().to_owned();
        let message = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(letter.subject)
            .date(system_time(self.clock.now()))
            .message_id(Some(format!("<{}@{domain}>", letter.id.unwrap_or_else(|| self.ids.uuid()))));
        let message = match &letter.unsubscribe {
            None => message,
            Some(address) => message
                .raw_header(raw("List-Unsubscribe", format!("<{address}>")))
                .raw_header(raw("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()))
                .raw_header(raw("Auto-Submitted", "auto-generated".to_owned())),
        };
        let message = match letter.calendars.split_first() {
            None => match letter.html {
                None => message.singlepart(SinglePart::plain(letter.text)),
                Some(html) => message.multipart(MultiPart::alternative_plain_html(letter.text, html)),
            },
            Some((first, others)) => message.multipart(with_calendars(letter.text, first, others)?),
        };
        let message = message.map_err(|e| e.to_string())?;
        match &self.transport {
            Transport::Files(folder) => {
                tokio::fs::create_dir_all(folder).await.map_err(|e| e.to_string())?;
                let path = folder.join(format!("{}.eml", self.ids.uuid()));
                tokio::fs::write(&path, message.formatted()).await.map_err(|e| e.to_string())
            }
            Transport::Smtp(server) => server.send(message).await.map(|_| ()).map_err(|e| e.to_string()),
        }
    }
}

fn raw(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value)
}

/// The first calendar is what the text says, in another form: so mail programs know an invitation.
fn with_calendars(text: String, first: &Calendar, others: &[Calendar]) -> Result<MultiPart, String> {
    let content = |calendar: &Calendar| {
        let content = format!("text/calendar; charset=utf-8; method={}", calendar.method);
        ContentType::parse(&content).map_err(|e| e.to_string())
    };
    let invitation = SinglePart::builder().header(content(first)?).body(first.text.clone());
    let both = MultiPart::alternative().singlepart(SinglePart::plain(text)).singlepart(invitation);
    let mut all = MultiPart::mixed().multipart(both);
    for (number, calendar) in others.iter().enumerate() {
        let attachment = Attachment::new(format!("sitting-{}.ics", number + 2));
        all = all.singlepart(attachment.body(calendar.text.clone(), content(calendar)?));
    }
    Ok(all)
}

fn smtp(settings: &Settings) -> Result<AsyncSmtpTransport<Tokio1Executor>, String> {
    type Smtp = AsyncSmtpTransport<Tokio1Executor>;
    let mail = &settings.mail;
    let builder = match mail.smtp_security {
        SmtpSecurity::Starttls => Smtp::starttls_relay(&mail.smtp_host).map_err(|e| e.to_string())?,
        SmtpSecurity::Tls => Smtp::relay(&mail.smtp_host).map_err(|e| e.to_string())?,
        SmtpSecurity::None => Smtp::builder_dangerous(&mail.smtp_host),
    };
    let builder = builder.port(mail.smtp_port).timeout(Some(PATIENCE));
    Ok(match mail.smtp_user.as_str() {
        "" => builder.build(),
        user => builder.credentials(Credentials::new(user.to_owned(), mail.smtp_password.clone())).build(),
    })
}

fn system_time(time: Time) -> std::time::SystemTime {
    std::time::UNIX_EPOCH + Duration::from_millis(u64::try_from(time.millis()).unwrap_or(0))
}
