//! Card readers: in, out, or refused.

use http::StatusCode;

use super::{admitted, identified};
use crate::answer::{Answer, Outcome, Refusal};
use crate::journal::Effect;
use crate::request::{Request, executes};
use crate::settings::ReaderMode;
use crate::state::{Studio, Visit};
use crate::texts::Notice;

enum Way {
    In,
    Out,
}

pub(crate) fn identification(studio: &mut Studio, request: &Request) -> Outcome {
    let body = request.json()?;
    let execute = executes(&body)?;
    let member = identified(studio, &body)?.clone();
    let (who, device) = (member.who(), request.device);
    let is_in = studio.open_visit(member.id, request.now).is_some();
    let way = match (studio.settings.reader_mode(device), is_in) {
        (ReaderMode::Toggle | ReaderMode::Entrance, false) => Way::In,
        (ReaderMode::Toggle | ReaderMode::Exit, true) => Way::Out,
        (ReaderMode::Entrance, true) => return Err(Refusal::of(Notice::AlreadyIn, who)),
        (ReaderMode::Exit, false) => return Err(Refusal::of(Notice::NotIn, who)),
    };
    // Nobody is kept inside because of an unpaid bill or the time of day.
    if matches!(way, Way::In) {
        admitted(studio, &member, request)?;
    }
    let effect = match way {
        Way::In | Way::Out if !execute => Effect::DryRun { member: who, device },
        Way::In => {
            let id = studio.new_id();
            studio.visits.push(Visit { id, member: member.id, from: request.now, to: None });
            Effect::CheckedIn { member: who, device }
        }
        Way::Out => {
            if let Some(visit) = studio.open_visit(member.id, request.now) {
                visit.to = Some(request.now);
            }
            Effect::CheckedOut { member: who, device }
        }
    };
    Ok(Answer::done(StatusCode::OK, effect))
}
