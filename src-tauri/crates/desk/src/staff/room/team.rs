//! What somebody who is signed in does about the team: its people, their own PIN, and what everybody did.

use domain::PersonId;
use outbox::StaffAct;
use secrecy::{ExposeSecret, SecretString};
use wire::{ActivityWish, PersonAnswer, PersonChange, PersonProblem};

use super::inside::{SignedIn, Stays};
use crate::staff::NotTaken;
use crate::staff::activity::Looked;
use crate::staff::people::{self, Me};

impl SignedIn<'_> {
    pub(super) async fn person(&mut self, wish: PersonChange) -> Result<StaffAct, PersonProblem> {
        let gives_a_pin = matches!(wish, PersonChange::Add { .. } | PersonChange::Pin { .. });
        if gives_a_pin && self.guesses.have_to_wait(self.around).await {
            return Err(PersonProblem::TooSoon);
        }
        let whom = people::change(&self.around.parts, wish.clone()).await?;
        Ok(people::act(&wish, whom))
    }

    /// The old PIN is asked for: the window may have been left open.
    pub(super) async fn own_pin(
        &mut self,
        old: SecretString,
        new: SecretString,
    ) -> Result<StaffAct, PersonProblem> {
        if self.guesses.have_to_wait(self.around).await {
            return Err(PersonProblem::TooSoon);
        }
        let (me, parts) = (self.opened.me.id, &self.around.parts);
        let (_, whose) = people::of_pin(parts, old).await.map_err(|_| PersonProblem::Keychain)?;
        if whose != Some(me) {
            return Err(PersonProblem::PinWrong);
        }
        let wish = PersonChange::Pin { id: me.0, pin: new.expose_secret().to_owned() };
        let whom = people::change(parts, wish.clone()).await?;
        Ok(people::act(&wish, whom))
    }

    /// What came of a change is shown, and what it told about somebody's PIN is a wrong one.
    pub(super) async fn answered(&mut self, done: Result<StaffAct, PersonProblem>) -> Stays {
        let team = people::read(&self.around.parts).await.ok();
        let who = self.opened.me.id;
        self.opened.answer =
            PersonAnswer { number: self.opened.answer.number + 1, problem: done.as_ref().err().copied() };
        if let Some(team) = team {
            if let Some(me) = Me::of(&team, who) {
                self.opened.me = me;
            }
            self.opened.team = team;
        }
        match done {
            Ok(act) => {
                self.note(act).await;
                // Whoever took themselves out of the team is not in it.
                if self.opened.team.person(who).is_none() {
                    return Stays::Out;
                }
            }
            Err(problem) if people::is_a_guess(problem) => self.guesses.wrong(self.around, Some(who)).await,
            Err(_) => {}
        }
        Stays::In
    }

    pub(super) async fn activity(&mut self, wish: ActivityWish) -> Result<(), NotTaken> {
        let opened = &mut *self.opened;
        match wish {
            ActivityWish::Show { person } => opened.activity = Some(Looked::at(person.map(PersonId))),
            ActivityWish::More => opened.activity.as_mut().ok_or(NotTaken)?.more(),
            ActivityWish::Hide => opened.activity = None,
            ActivityWish::Export => {
                let looked = opened.activity.as_mut().ok_or(NotTaken)?;
                let (folder, now) = (self.around.parts.exports.clone(), self.around.now());
                let (outbox, language) = (&self.around.outbox, self.around.language);
                let exported = looked.export(outbox, &opened.team, folder, language, now).await;
                looked.exported = Some(exported);
            }
        }
        Ok(())
    }
}
