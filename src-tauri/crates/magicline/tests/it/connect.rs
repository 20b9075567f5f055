use domain::{CampaignId, CategoryId, Currency, Language, Money, OfferId, Redacted, ReferralId, StudioId};
use jiff::civil::date;
use magicline::Error;
use magicline::connect::{
    BankAccount, Birth, Campaign, Channel, ChannelDefault, Country, Gender, LegalContent, LegalKind,
    MessageCategory, PaymentChoice, PaymentSessionRequest, Person, PicturePlace, Province, RateVoucher,
    RateVoucherAnswer, RedeemRequest, Referral, StudioAddress, TaxIdCheck, TaxIdProblem, VoucherProblem,
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::connect_contract::{applicant, birth, person};
use crate::server::{HTML, JSON, Server, answer};

const DE: Language = Language::DE;
const UUID: &str = "2340b1cc-3fe7-4f81-8eca-f92181dd2bb4";

fn secret(text: &str) -> Redacted<String> {
    Redacted::new(text.to_owned())
}

async fn json_server(body: &str) -> Server {
    Server::answering(answer(200, JSON, body)).await
}

#[tokio::test]
async fn the_studios() {
    let body = r#"[{"id":1,"studioName":"Mitte","currencyCode":"CHF","hasRateBundles":true,"trialSessionBookable":true,
            "trialSessionName":"Probe","openingDate":"2027-01-01","closingDate":"2028-01-01",
            "zoneId":{"id":"Europe/Zurich","rules":{"fixedOffset":false}},
            "address":{"street":"Allee","houseNumber":"1","zipCode":"8001","city":"Zürich","province":"ZH",
                "countryCode":"CHE","countryCodeAlpha2":"CH","latitude":47.3},"new":[]},
        {"studioName":"without a number"},
        {"id":2,"studioName":"Nord","currencyCode":"QQQ","zoneId":"Europe/Berlin","address":{"countryCode":"de"}},
        {"id":3,"studioName":"Süd","zoneId":7,"address":null,"openingDate":"soon"}]"#;
    let mut server = json_server(body).await;
    let studios = server.connect().studios().await.unwrap();
    let seen = server.only();
    assert_eq!(seen.line(), "GET /connect/v2/studio HTTP/1.1");
    let [first, second, third] = studios.as_slice() else { panic!("{studios:?}") };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!((first.id, first.name.as_str(), &first.zone), (StudioId(1), "Mitte", &some("Europe/Zurich")));
    let address = StudioAddress {
        street: some("Allee"),
        house_number: some("1"),
        zip: some("8001"),
        city: some("Zürich"),
        province: some("ZH"),
        country: some("CH"),
    };
    assert_eq!((&first.address, first.currency), (&address, Currency::parse("CHF")));
    assert_eq!((first.opening, first.closing), (Some(date(2027, 1, 1)), Some(date(2028, 1, 1))));
    assert_eq!((first.has_offers, first.trial_bookable), (Some(true), Some(true)));
    assert_eq!(first.trial_name, some("Probe"));
    assert_eq!(
        (second.currency, &second.zone, &second.address.country),
        (None, &some("Europe/Berlin"), &some("DE"))
    );
    assert_eq!((&third.address, &third.zone, third.opening), (&StudioAddress::default(), &None, None));
    assert_eq!((third.has_offers, third.trial_bookable), (None, None), "nobody says so");
}

#[tokio::test]
async fn the_details_of_a_studio() {
    let body = r#"{"id":1,"studioName":"Mitte","currencyCode":"EUR","defaultLocale":"de_DE","referralProgramActive":true,
        "studioEmail":"m@example.com","studioPhone":"+49 40","address":{"countryCodeAlpha2":"DE"},
        "centralLegalLinks":[
            {"centralLegalLinkDocumentType":"PRIVACY","content":"https://example.com/p","legalLinkType":"EXTERNAL_URL"},
            {"centralLegalLinkDocumentType":"TERMS_AND_CONDITIONS","content":"fallback",
             "contents":[{"locale":"de_DE","value":"AGB"},{"locale":"en_GB","value":"https://example.com/t"},{"locale":"fr_FR"}],
             "legalLinkTypes":[{"locale":"de_DE","value":"TEXT"},{"locale":"en_GB","value":"EXTERNAL_URL"}]},
            {"centralLegalLinkDocumentType":"HOUSE_RULES","content":"no shoes"},
            {"centralLegalLinkDocumentType":"IMPRINT"},
            7]}"#;
    let mut server = json_server(body).await;
    let details = server.connect().studio(StudioId(4711)).await.unwrap();
    assert_eq!(server.only().line(), "GET /connect/v2/studio/details/4711 HTTP/1.1");
    assert_eq!((details.studio.id, details.studio.currency), (StudioId(1), Some(Currency::EUR)));
    assert_eq!((details.locale.as_deref(), details.referral_program), (Some("de_DE"), true));
    assert_eq!((details.email.as_deref(), details.phone.as_deref()), (Some("m@example.com"), Some("+49 40")));
    let legal: Vec<_> =
        details.legal.into_iter().map(|text| (text.kind, text.locale, text.content)).collect();
    let (link, text) = (|t: &str| LegalContent::Link(t.into()), |t: &str| LegalContent::Text(t.into()));
    let wanted = [
        (LegalKind::Privacy, None, link("https://example.com/p")),
        (LegalKind::Terms, Some("de_DE".to_owned()), text("AGB")),
        (LegalKind::Terms, Some("en_GB".to_owned()), link("https://example.com/t")),
        (LegalKind::Other, None, text("no shoes")),
    ];
    assert_eq!(legal, wanted);
    let server = Server::answering(answer(404, "", "")).await;
    assert_eq!(server.connect().studio(StudioId(1)).await.unwrap_err().status(), Some(404));
}

#[tokio::test]
async fn the_message_categories() {
    let body = r#"[{"messageCategory":{"databaseId":3,"name":"Marketing","publicDescription":"News","shortDescription":"N"},
        "communicationChannels":[{"communicationChannel":"EMAIL","active":true,"customerOverridable":true},
            {"communicationChannel":"TELEPATHY","active":true},{"communicationChannel":"MYSPORTS_MESSAGE"}]}]"#;
    let mut server = json_server(body).await;
    let categories = server.connect().message_categories(StudioId(1)).await.unwrap();
    assert_eq!(server.only().line(), "GET /connect/v1/studio/1/communication-settings HTTP/1.1");
    let channel = |channel, active, overridable| ChannelDefault { channel, active, overridable };
    let wanted = MessageCategory {
        id: CategoryId(3),
        name: "Marketing".into(),
        description: Some("News".into()),
        channels: vec![channel(Channel::Email, true, true), channel(Channel::App, false, false)],
    };
    assert_eq!(categories, [wanted]);
    let server = json_server(r#"[{"messageCategory":{"databaseId":3}},{"messageCategory":{}}]"#).await;
    let result = server.connect().message_categories(StudioId(1)).await;
    assert_eq!(
        result,
        Err(Error::Garbled { status: 200 }),
        "a list that is not complete cannot be agreed to"
    );
}

#[tokio::test]
async fn the_text_of_the_mandate() {
    let words = "Ich ermächtige …\nZeile 2";
    for (body, text) in [
        (serde_json::to_string(words).unwrap(), Some(words)),
        (words.to_owned(), Some(words)),
        ("\" \"".to_owned(), None),
        (String::new(), None),
        ("{}".to_owned(), None),
        ("null".to_owned(), None),
    ] {
        let mut server = json_server(&body).await;
        let result = server.connect().mandate_text(StudioId(1), Some(OfferId(7)), DE).await;
        assert_eq!(result, text.map(str::to_owned).ok_or(Error::Garbled { status: 200 }), "{body}");
        let seen = server.only();
        assert_eq!(seen.line(), "GET /connect/v1/studio/1/rate/7/sepa/agreement?language=de HTTP/1.1");
        assert_eq!(seen.header("accept-language"), Some("de"));
    }
    let mut server = json_server("\"x\"").await;
    assert_eq!(server.connect().mandate_text(StudioId(1), None, DE).await.as_deref(), Ok("x"));
    assert_eq!(server.only().line(), "GET /connect/v1/studio/1/sepa/agreement HTTP/1.1");
    let server = Server::answering(answer(200, HTML, "<p>log in</p>")).await;
    let result = server.connect().mandate_text(StudioId(1), None, DE).await;
    assert_eq!(result, Err(Error::NotTheVendor { status: 200 }));
}

#[tokio::test]
async fn a_bank_account_is_looked_at() {
    let some = |text: &str| Redacted::new(Some(text.to_owned()));
    let none = || Redacted::new(None);
    for (body, account) in [
        (
            r#"{"validIban":true,"bic":"COBADEFFXXX","bankName":"Bank","supportsSepaDirectDebit":true,"bankCity":"Köln"}"#,
            Some(BankAccount {
                valid: true,
                bic: some("COBADEFFXXX"),
                bank_name: some("Bank"),
                direct_debit: Some(true),
            }),
        ),
        (
            r#"{"validIban":true,"errorMessage":"CIN wrong"}"#,
            Some(BankAccount { valid: false, bic: none(), bank_name: none(), direct_debit: None }),
        ),
        (
            r#"{"validIban":true,"bic":"","errorMessage":null}"#,
            Some(BankAccount { valid: true, bic: none(), bank_name: none(), direct_debit: None }),
        ),
        (
            r#"{"validIban":false}"#,
            Some(BankAccount { valid: false, bic: none(), bank_name: none(), direct_debit: None }),
        ),
        (r#"{"bic":"COBADEFFXXX"}"#, None),
    ] {
        let mut server = json_server(body).await;
        let result = server.connect().bank_account(StudioId(1), &secret("DE89 3704")).await;
        assert_eq!(result, account.ok_or(Error::Garbled { status: 200 }), "{body}");
        let line = "GET /connect/v1/bankaccount?iban=DE89+3704&organizationUnitId=1 HTTP/1.1";
        assert_eq!(server.only().line(), line);
    }
    for (body, valid) in [
        (r#"{"valid":true}"#, Ok(true)),
        (r#"{"valid":false,"errorMessages":["for developers"]}"#, Ok(false)),
        ("{}", Err(Error::Garbled { status: 200 })),
    ] {
        let mut server = json_server(body).await;
        assert_eq!(server.connect().account_holder_valid(&secret("A & B")).await, valid, "{body}");
        let line = "GET /connect/v1/bankaccount/validate/accountholder?accountHolder=A+%26+B HTTP/1.1";
        assert_eq!(server.only().line(), line);
    }
}

#[tokio::test]
async fn a_tax_number_is_checked() {
    use TaxIdProblem::{
        BirthDateMissing, BirthPlaceMissing, FirstNameMissing, GenderMissing, GenderUnsupported, Invalid,
        LastNameMissing, Other,
    };
    let all = vec![
        Invalid,
        LastNameMissing,
        FirstNameMissing,
        GenderMissing,
        GenderUnsupported,
        BirthDateMissing,
        BirthPlaceMissing,
        Other,
    ];
    let body = r#"{"valid":false,"errors":["INVALID_TAX_ID","MISSING_LASTNAME","MISSING_FIRSTNAME","MISSING_GENDER",
        "UNSUPPORTED_GENDER","MISSING_DATE_OF_BIRTH","MISSING_PLACE_OR_COUNTRY_OF_BIRTH","WRONG_MOON"]}"#;
    let person = Person { tax_id: Some("PRVTST90A41H501W".into()), gender: Some(Gender::Female), ..person() };
    let birth = Birth { place: Some("Roma".into()), ..birth() };
    for (body, check) in [
        (body, Some(TaxIdCheck { valid: false, problems: all })),
        (r#"{"valid":true}"#, Some(TaxIdCheck { valid: true, problems: vec![] })),
        (r#"{"valid":true,"errors":null}"#, Some(TaxIdCheck { valid: true, problems: vec![] })),
        ("{}", None),
    ] {
        let mut server = json_server(body).await;
        let (person, birth) = (Redacted::new(person.clone()), Redacted::new(birth.clone()));
        let result = server.connect().check_tax_id(StudioId(1), &person, &birth).await;
        assert_eq!(result, check.ok_or(Error::Garbled { status: 200 }), "{body}");
        let seen = server.only();
        assert_eq!(seen.line(), "POST /connect/v1/validation/taxId HTTP/1.1");
        let wanted = json!({ "studioId": 1, "firstname": "María José", "lastname": "Núñez", "gender": "FEMALE",
            "taxId": "PRVTST90A41H501W", "dateOfBirth": "1990-01-31", "placeOfBirth": "Roma" });
        assert_eq!(seen.json(), wanted);
    }
}

#[tokio::test]
async fn what_a_codice_fiscale_and_a_postal_code_tell() {
    let body = r#"{"codiceFiscale":"X","gender":"FEMALE","birthInformationDto":{"dateOfBirth":"1990-01-01",
        "placeOfBirth":"Roma","countryOfBirth":"IT"}}"#;
    let mut server = json_server(body).await;
    let told = server.connect().birth_information(&secret("PRVTST90A41H501W")).await.unwrap();
    let told = told.expose().as_ref().unwrap();
    assert_eq!((told.date, told.place.as_deref()), (Some(date(1990, 1, 1)), Some("Roma")));
    assert_eq!((told.country.as_deref(), told.gender), (Some("IT"), Some(Gender::Female)));
    let line =
        "GET /connect/v1/terminal/customer-data-by-codicefiscale?codiceFiscale=PRVTST90A41H501W HTTP/1.1";
    assert_eq!(server.only().line(), line);
    let server = json_server(
        r#"{"gender":"?","birthInformationDto":{"countryOfBirth":"UNDEFINED","dateOfBirth":"?"}}"#,
    )
    .await;
    let told = server.connect().birth_information(&secret("X")).await.unwrap();
    let told = told.expose().as_ref().unwrap();
    assert!((told.date, &told.place, &told.country, told.gender) == (None, &None, &None, None));

    let mut server = json_server(r#"{"province":"Roma","provinceCode":"RM","zipCode":"00118"}"#).await;
    let rome = Province { name: "Roma".into(), code: "RM".into() };
    assert_eq!(server.connect().province("00118").await, Ok(Some(rome)));
    assert_eq!(server.only().line(), "GET /connect/v1/addressdata/italy/province?zipCode=00118 HTTP/1.1");

    for (status, headers, body, status_told) in [
        (404, "", "", None),
        (404, JSON, r#"{"errorCodes":["ENTITY_NOT_FOUND"]}"#, None),
        (400, JSON, r#"{"errorCodes":["ENTITY_NOT_FOUND"]}"#, None),
        (400, JSON, r#"[{"errorCodes":["BAD_REQUEST"]}]"#, Some(400)),
        (404, HTML, "<html>", Some(404)),
    ] {
        let server = Server::answering(answer(status, headers, body)).await;
        let province = server.connect().province("1").await;
        assert_eq!(province.as_ref().err().and_then(Error::status), status_told, "{status} {body}");
        assert!(status_told.is_some() || province == Ok(None));
        let told = server.connect().birth_information(&secret("X")).await;
        assert_eq!(told.as_ref().err().and_then(Error::status), status_told, "{status} {body}");
    }
}

#[tokio::test]
async fn countries_referrals_and_campaigns() {
    let mut server = json_server(
        r#"[{"key":"DE","value":"Deutschland"},{"key":"UNDEFINED","value":"?"},{"key":"AT","value":null},7,
            {"key":"ES","value":"Spanien"}]"#,
    )
    .await;
    let country = |code: &str, name: &str| Country { code: code.into(), name: name.into() };
    let countries = server.connect().countries(Language::exact("de-CH").unwrap()).await;
    assert_eq!(countries, Ok(vec![country("DE", "Deutschland"), country("ES", "Spanien")]));
    assert_eq!(server.only().line(), "GET /connect/v1/i18n/countries?locale=de-CH HTTP/1.1");

    let mut server = json_server(r#"[{"id":1,"type":"Friends"},{"type":"lost"}]"#).await;
    let referral = Referral { id: ReferralId(1), name: "Friends".into() };
    assert_eq!(server.connect().referrals(StudioId(4)).await, Ok(vec![referral]));
    assert_eq!(server.only().line(), "GET /connect/v1/referral?studioId=4 HTTP/1.1");

    let mut server = json_server(r#"[{"id":1,"name":"Spring","externalIdentifier":"S"},{"id":2}]"#).await;
    let campaign = Campaign { id: CampaignId(1), name: "Spring".into() };
    assert_eq!(server.connect().campaigns(StudioId(4)).await, Ok(vec![campaign]));
    assert_eq!(server.only().line(), "GET /connect/v1/campaign?studioId=4 HTTP/1.1");
}

fn jpeg(length: usize) -> Vec<u8> {
    let mut bytes = vec![0xFF, 0xD8, 0xFF, 0xE0];
    bytes.resize(length, b'.');
    bytes
}

async fn place(url: &str) -> Result<PicturePlace, Error> {
    let body = json!({ "objectKey": "pictures/1", "uploadUrl": url }).to_string();
    let vendor = json_server(&body).await;
    vendor.connect().picture_place().await
}

#[tokio::test]
async fn a_picture_is_put_where_it_belongs() {
    let mut server = Server::answering(answer(200, "", "")).await;
    let connect = server.connect();
    let url = format!("http://{}/bucket/pictures/1?X-Signature=s%2B1", server.address);
    let place = place(&url).await.unwrap();
    assert_eq!(place.key().expose(), "pictures/1");
    assert!(!format!("{place:?}").contains("pictures"), "{place:?}");
    connect.upload_picture(&place, jpeg(100)).await.unwrap();
    let seen = server.only();
    assert_eq!(seen.line(), "PUT /bucket/pictures/1?X-Signature=s%2B1 HTTP/1.1");
    let head = seen.text.split("\r\n\r\n").next().unwrap();
    let mut names: Vec<_> = head.lines().skip(1).filter_map(|line| line.split(':').next()).collect();
    names.sort_unstable();
    assert_eq!(names, ["accept", "content-length", "content-type", "host", "user-agent"]);
    let sent = (seen.header("content-type"), seen.header("content-length"), seen.header("accept"));
    assert_eq!(sent, (Some("image/jpeg"), Some("100"), Some("*/*")), "and nothing of the desk's own");

    connect.upload_picture(&place, jpeg(PicturePlace::LONGEST)).await.unwrap();
    for (bytes, what) in [
        (jpeg(PicturePlace::LONGEST + 1), "too long"),
        (b"\x89PNG\r\n\x1a\n".to_vec(), "no JPEG"),
        (vec![], "nothing"),
    ] {
        assert_eq!(connect.upload_picture(&place, bytes).await, Err(Error::Unsendable), "{what}");
    }
    assert_eq!(server.seen().len(), 1, "what is not to be sent was not sent");
}

/// Offers lie open, and so do their pictures: nobody needs a key to see what a studio offers.
#[tokio::test]
async fn the_picture_of_an_offer_is_fetched_from_where_it_lies() {
    let mut pictures = Server::answering(answer(200, "", b"GIF89a...")).await;
    let connect = json_server("[]").await.connect();
    let picture =
        connect.offer_picture(&format!("http://{}/o.png?signature=1", pictures.address)).await.unwrap();
    assert_eq!((picture.media_type, picture.bytes.as_slice()), ("image/gif", &b"GIF89a..."[..]));
    assert_eq!(pictures.only().line(), "GET /o.png?signature=1 HTTP/1.1");
    let gone = Server::answering(answer(404, "", "")).await;
    let result = connect.offer_picture(&format!("http://{}/", gone.address)).await;
    assert_eq!(result.unwrap_err(), Error::NotTheVendor { status: 404 });
    assert_eq!(connect.offer_picture("file:///etc/passwd").await.unwrap_err(), Error::Unsendable);
}

#[tokio::test]
async fn pictures_go_nowhere_else() {
    let server = Server::answering(answer(403, "", "<Error>expired</Error>")).await;
    let url = format!("http://{}/p", server.address);
    let place_here = place(&url).await.unwrap();
    let result = server.connect().upload_picture(&place_here, jpeg(9)).await;
    assert_eq!(result, Err(Error::NotTheVendor { status: 403 }));
    let portal = Server::answering(answer(200, "", "<!doctype html><title>Guest Wi-Fi</title>")).await;
    let url = format!("http://{}/p", portal.address);
    let place_here = place(&url).await.unwrap();
    let result = portal.connect().upload_picture(&place_here, jpeg(9)).await;
    assert_eq!(result, Err(Error::NotTheVendor { status: 200 }));
    for url in ["http://example.com/p", "ftp://example.com/p", "https://u:p@example.com/p", "pictures", ""] {
        assert_eq!(place(url).await, Err(Error::Garbled { status: 200 }), "{url}");
    }
    assert!(place("https://example.com/p?q").await.is_ok());
    let vendor = json_server(r#"{"uploadUrl":"https://example.com/p"}"#).await;
    assert_eq!(vendor.connect().picture_place().await, Err(Error::Garbled { status: 200 }));
}

#[tokio::test]
async fn a_session_of_the_payment_widget() {
    let request = PaymentSessionRequest {
        studio: StudioId(1),
        amount: Money::new(1990, Currency::EUR),
        choices: vec![PaymentChoice::DirectDebit, PaymentChoice::Card, PaymentChoice::Twint],
        reference: secret("Premium"),
        payer: Redacted::new(None),
    };
    let body = format!(
        r#"{{"token":"CllC","tokenValidUntil":"2027-01-07T16:25:09.416924Z","finionPayCustomerId":"{UUID}"}}"#
    );
    let mut server = json_server(&body).await;
    let session = server.connect().payment_session(&request).await.unwrap();
    assert_eq!(
        (session.token.expose().as_str(), session.valid_until),
        ("CllC", "2027-01-07T16:25:09.416924Z".parse().unwrap())
    );
    assert_eq!(*session.payer.expose(), Some(Uuid::parse_str(UUID).unwrap()));
    let seen = server.only();
    assert_eq!(seen.line(), "POST /connect/v1/payment/user-payment-session HTTP/1.1");
    let sent = r#"{"studioId":1,"amount":19.90,"scope":"MEMBER_ACCOUNT","permittedPaymentChoices":["SEPA","CREDIT_CARD","TWINT"],"referenceText":"Premium"}"#;
    assert_eq!(seen.body(), sent);

    let again = PaymentSessionRequest { payer: session.payer.clone(), choices: vec![], ..request };
    let mut server =
        json_server(r#"{"token":"CllC","tokenValidUntil":"2027-01-07T16:25:09Z","finionPayCustomerId":"?"}"#)
            .await;
    assert_eq!(*server.connect().payment_session(&again).await.unwrap().payer.expose(), None);
    assert_eq!(server.only().json()["finionPayCustomerId"], UUID);
    for body in [
        r#"{"tokenValidUntil":"2027-01-07T16:25:09Z"}"#,
        r#"{"token":" ","tokenValidUntil":"2027-01-07T16:25:09Z"}"#,
        r#"{"token":"t","tokenValidUntil":"soon"}"#,
    ] {
        let server = json_server(body).await;
        assert_eq!(
            server.connect().payment_session(&again).await,
            Err(Error::Garbled { status: 200 }),
            "{body}"
        );
    }
}

#[tokio::test]
async fn a_rate_voucher_is_looked_at() {
    let refused = |problem| Some(RateVoucherAnswer::Refused(problem));
    let good = RateVoucher {
        name: Some("Premium".into()),
        term: Some("12 months".into()),
        from: Some(date(2026, 1, 1)),
        to: None,
    };
    for (status, body, found) in [
        (
            200,
            r#"{"rateName":"Premium","rateDetailTerm":"12 months","validityPeriod":{"startDate":"2026-01-01"},"x":1}"#,
            Some(RateVoucherAnswer::Good(good)),
        ),
        (
            200,
            "{}",
            Some(RateVoucherAnswer::Good(RateVoucher { name: None, term: None, from: None, to: None })),
        ),
        (404, "", refused(VoucherProblem::Unknown)),
        (400, r#"{"errorCodes":["ENTITY_NOT_FOUND"]}"#, refused(VoucherProblem::Unknown)),
        (
            400,
            r#"{"errorCodes":["VOUCHER_VALIDATION_FAILED_NOT_IN_VALIDITY_PERIOD"]}"#,
            refused(VoucherProblem::NotNow),
        ),
        (
            400,
            r#"[{"errorCodes":["VOUCHER_VALIDATION_FAILED_NOT_REDEEMABLE_HERE"]}]"#,
            refused(VoucherProblem::NotHere),
        ),
        (400, r#"{"errorCodes":["BAD_REQUEST"]}"#, None),
        (500, r#"{"errorCodes":["VOUCHER_VALIDATION_FAILED_INVALID_CODE"]}"#, None),
    ] {
        let mut server = Server::answering(answer(status, JSON, body)).await;
        let result = server.connect().rate_voucher(&secret(" R 1/2?x=%41 "), StudioId(4)).await;
        assert_eq!(result.ok(), found, "{status} {body}");
        let line =
            "GET /connect/v1/contractvoucher/R%201%2F2%3Fx=%2541/validate?organizationUnitId=4 HTTP/1.1";
        assert_eq!(server.only().line(), line);
    }
    for code in ["", " ", ".", ".."] {
        let mut server = json_server("{}").await;
        let result = server.connect().rate_voucher(&secret(code), StudioId(4)).await.unwrap();
        assert_eq!(Some(result), refused(VoucherProblem::Unknown));
        assert!(server.seen().is_empty(), "{code:?} is no code to ask by");
    }
}

#[tokio::test]
async fn a_rate_voucher_is_redeemed() {
    let request = RedeemRequest {
        studio: StudioId(4),
        code: secret("R-1"),
        start: date(2027, 2, 1),
        pre_use: Some(date(2027, 1, 20)),
        applicant: applicant(),
    };
    let mut server = json_server(r#"{"customerNumber":"M-77"}"#).await;
    let redeemed = server.connect().redeem_rate_voucher(&request).await.unwrap();
    assert_eq!(redeemed.customer_number.expose().as_deref(), Some("M-77"));
    let seen = server.only();
    assert_eq!(seen.line(), "POST /connect/v1/contractvoucher/R-1/redeem HTTP/1.1");
    let body = seen.json();
    assert_eq!((&body["organizationUnitId"], &body["contractStartDate"]), (&json!(4), &json!("2027-02-01")));
    assert_eq!(body["contractStartPreuseDate"], "2027-01-20");
    assert_eq!(
        (&body["customerDto"]["paymentChoice"], &body["customerDto"]["city"]),
        (&json!("CASH"), &json!("Madrid"))
    );

    let nameless = RedeemRequest { code: secret(".."), ..request };
    let result = json_server("{}").await.connect().redeem_rate_voucher(&nameless).await;
    assert_eq!(result, Err(Error::Unsendable));
}

#[tokio::test]
async fn a_long_answer_is_read_and_one_without_end_is_not() {
    let long = |length: usize| Value::String("x".repeat(length)).to_string();
    let server = json_server(&long(1024 * 1024)).await;
    assert_eq!(server.connect().mandate_text(StudioId(1), None, DE).await.unwrap().len(), 1024 * 1024);
    let server = json_server(&long(3 * 1024 * 1024)).await;
    assert_eq!(
        server.connect().mandate_text(StudioId(1), None, DE).await,
        Err(Error::Garbled { status: 200 })
    );
}
