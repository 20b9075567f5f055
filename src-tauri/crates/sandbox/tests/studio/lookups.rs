//! Small questions: accounts, tax numbers, provinces, countries.

use sandbox::Country;
use serde_json::{Value, json};

use crate::bench::Bench;
use crate::form::with;

#[tokio::test]
async fn an_account_is_checked_and_its_bank_found() {
    let bench = Bench::new().await;
    let ask = |iban: &str| format!("/connect/v1/bankaccount?iban={iban}");
    let german = bench.ask(&ask("DE89370400440532013000")).await;
    assert_eq!(
        german,
        json!({
            "validIban": true, "supportsSepaDirectDebit": true, "bic": "COBADEFFXXX", "bankName": "Commerzbank",
            "bankZip": "50447", "bankCity": "Köln",
        })
    );
    let turkish = bench.ask(&ask("TR330006100519786457841326")).await;
    assert_eq!((&turkish["validIban"], &turkish["supportsSepaDirectDebit"]), (&json!(true), &json!(false)));
    assert_eq!(bench.ask(&ask("DE89370400440532013001")).await["validIban"], false);
    assert!(bench.ask(&ask("IT61X0542811101000000123456")).await["errorMessage"].is_string());
    assert_eq!(
        bench.connect("GET", "/connect/v1/bankaccount", None).await.category(),
        "REQUIRED_PARAMETER_MISSING"
    );
    let holder = |name: &str| format!("/connect/v1/bankaccount/validate/accountholder?accountHolder={name}");
    assert_eq!(bench.ask(&holder("Ng")).await, json!({"valid": true, "errorMessages": []}));
    for wrong in ["123".to_owned(), "x".repeat(71), "a%3Cb".to_owned()] {
        let told = bench.ask(&holder(&wrong)).await;
        assert_eq!(
            (&told["valid"], told["errorMessages"].as_array().unwrap().len()),
            (&json!(false), 1),
            "{wrong}"
        );
    }
}

#[tokio::test]
async fn a_tax_number_is_checked_by_the_rules_of_the_country() {
    use Country::{DE, ES, IT, TR};
    let italian = |path: &str, value: Value| {
        let body = json!({"x": {
            "studioId": 4711, "firstname": "Testa", "lastname": "Prova", "dateOfBirth": "1990-01-01",
            "taxId": "PRVTST90A41H501W", "gender": "FEMALE", "placeOfBirth": "Roma",
        }});
        with(body, &format!("/x/{path}"), value)["x"].clone()
    };
    let table = [
        (IT, "notes", json!(""), json!([])),
        (IT, "taxId", json!("PRVTST90A41H50MO"), json!([])),
        (IT, "taxId", json!("PRVTST90A41H501A"), json!(["INVALID_TAX_ID"])),
        (IT, "dateOfBirth", json!("1990-01-02"), json!(["INVALID_TAX_ID"])),
        (IT, "gender", json!("MALE"), json!(["INVALID_TAX_ID"])),
        (IT, "gender", json!("UNISEX"), json!(["UNSUPPORTED_GENDER"])),
        (IT, "gender", Value::Null, json!(["MISSING_GENDER"])),
        (IT, "placeOfBirth", Value::Null, json!(["MISSING_PLACE_OR_COUNTRY_OF_BIRTH"])),
        (IT, "firstname", json!(""), json!(["MISSING_FIRSTNAME"])),
        (ES, "taxId", json!("00000014Z"), json!([])),
        (ES, "taxId", json!("12345678A"), json!(["INVALID_TAX_ID"])),
        (TR, "taxId", json!("19090909018"), json!([])),
        (TR, "taxId", json!("12345678940"), json!(["INVALID_TAX_ID"])),
        (DE, "taxId", json!("12 345 678 901"), json!([])),
    ];
    for (country, path, value, errors) in table {
        let bench = Bench::with(|options| options.settings.country = country).await;
        let got =
            bench.connect("POST", "/connect/v1/validation/taxId", Some(&italian(path, value.clone()))).await;
        let expected = json!({"valid": errors == json!([]), "errors": errors});
        assert_eq!((got.status, got.json()), (200, expected), "{country:?} {path} {value}");
    }
    let bench = Bench::new().await;
    let missing =
        bench.connect("POST", "/connect/v1/validation/taxId", Some(&italian("taxId", Value::Null))).await;
    assert_eq!((missing.status, missing.category().as_str()), (400, "REQUIRED_PARAMETER_MISSING"));
}

#[tokio::test]
async fn lists_and_places() {
    let bench = Bench::new().await;
    let province = bench.ask("/connect/v1/addressdata/italy/province?zipCode=16126").await;
    assert_eq!(province, json!({"zipCode": "16126", "province": "Genova", "provinceCode": "GE"}));
    assert_eq!(
        bench.connect("GET", "/connect/v1/addressdata/italy/province?zipCode=1", None).await.status,
        404
    );
    let countries = bench.ask("/connect/v1/i18n/countries?locale=de_DE").await;
    assert!(countries.as_array().unwrap().contains(&json!({"key": "TR", "value": "Türkei"})));
    let english = bench.ask("/connect/v1/i18n/countries?locale=en").await;
    assert!(english.as_array().unwrap().contains(&json!({"key": "DE", "value": "Germany"})));
    assert_eq!(bench.ask("/connect/v1/campaign?studioId=4711").await[0]["externalIdentifier"], "KIWO");
    assert_eq!(
        bench.ask("/connect/v1/referral?studioId=4711").await[0],
        json!({"id": 95, "type": "Freunde und Bekannte"})
    );
    let code =
        |code: &str| format!("/connect/v1/terminal/customer-data-by-codicefiscale?codiceFiscale={code}");
    assert_eq!(
        bench.ask(&code("prvtst90a41h501w")).await,
        json!({
            "codiceFiscale": "PRVTST90A41H501W", "gender": "FEMALE",
            "birthInformationDto": {"dateOfBirth": "1990-01-01", "placeOfBirth": "Roma", "countryOfBirth": "IT"},
        })
    );
    let abroad = bench.ask(&code("DSMMLC75L55Z112G")).await["birthInformationDto"].clone();
    assert_eq!(abroad, json!({"dateOfBirth": "1975-07-15", "countryOfBirth": "DE"}));
    let wrong = bench.connect("GET", &code("PRVTST90A41H501A"), None).await;
    assert_eq!((wrong.status, wrong.category().as_str()), (400, "VALIDATION_FAILED"));
}
