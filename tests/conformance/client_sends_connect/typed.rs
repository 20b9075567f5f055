//! Whatever a visitor may type.

use super::*;

/// A visitor of whom every text is whatever somebody typed.
fn typed(texts: &[String], country: Country) -> ContractRequest {
    let at = |at: usize| texts[at % texts.len()].clone();
    let mut request = people::full_contract(country, people::direct_debit(country));
    let person = request.applicant.person.expose().clone();
    request.applicant.person = Redacted::new(Person {
        first_name: at(0),
        second_first_name: Some(at(1)),
        last_name: at(2),
        second_last_name: Some(at(3)),
        tax_id: Some(at(4)),
        ..person
    });
    request.applicant.address = Redacted::new(Address {
        country: people::code(country).to_owned(),
        street: at(5),
        house_number: at(6),
        zip: at(7),
        city: at(8),
        province: Some(at(9)),
        province_code: Some(at(10)),
        street_type: Some(at(11)),
        block: Some(at(12)),
        portal: Some(at(13)),
        stairway: Some(at(14)),
        floor: Some(at(15)),
        door: Some(at(16)),
        additional: Some(at(17)),
        city_part: Some(at(18)),
        district: Some(at(19)),
        second_street: Some(at(20)),
        building: Some(at(21)),
    });
    request.applicant.contact =
        Redacted::new(Contact { email: at(22), mobile: Some(at(23)), private: Some(at(24)) });
    request.payment = Redacted::new(Payment::DirectDebit { iban: at(25), holder: at(26), bic: Some(at(27)) });
    request.voucher = Redacted::new(Some(at(28)));
    request.notes = Redacted::new(Some(at(29)));
    request
}

/// Whatever a visitor may type.
#[test]
fn nothing_that_is_typed_breaks_a_request() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let desk = runtime.block_on(Desk::open());
    let config = Config { cases: 48, failure_persistence: None, ..Config::default() };
    let country = proptest::sample::select(Country::ALL.to_vec());
    TestRunner::new(config)
        .run(&(vec(text(), 30), country), |(texts, country)| {
            let request = typed(&texts, country);
            let applicant = request.applicant.clone();
            let prospect = people::prospect(applicant.clone());
            let calls = [
                Visit::TaxId(applicant.person.clone(), applicant.birth.clone()),
                Visit::Lead(Box::new(people::lead(prospect.clone()))),
                Visit::Trial(Box::new(people::trial(prospect, "2026-03-05T09:00:00.000Z"))),
                Visit::RedeemRateVoucher(Box::new(people::redemption(applicant, "NORD-RATE-0001"))),
                Visit::Preview(Box::new(request.clone()), Language::EN),
                Visit::Sign(Box::new(request), Language::EN),
                Visit::BankAccount(texts[0].clone()),
                Visit::AccountHolder(texts[1].clone()),
                Visit::BirthInformation(texts[2].clone()),
                Visit::Province(texts[3].clone()),
            ];
            for call in calls {
                for entry in runtime.block_on(desk.sent(&Call::Connect(call.clone()))) {
                    let faults = faults(&entry);
                    prop_assert!(faults.is_empty(), "{:?}: {:#?} in {:?}", call, faults, entry.request);
                }
            }
            Ok(())
        })
        .unwrap();
}
