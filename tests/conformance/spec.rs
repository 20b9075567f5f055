//! A published document: found, read, and made into validators.
//!
//! Schemas are read more strictly than they are written: a property that no schema names is a fault.
//! That is right for our own requests and for the practice studio, and wrong for the vendor's answers,
//! which may grow at any time.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use jsonschema::{Draft, Validator};
use sandbox::Api;
use serde_json::{Map, Value, json};

/// A document and the version of OpenAPI it is written in.
pub struct Document {
    root: Value,
    nullable_is_a_keyword: bool,
}

/// Where the documents are expected.
fn folder() -> PathBuf {
    std::env::var_os("PORTICO_SPECS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/specs"), PathBuf::from)
}

const fn file(api: Api) -> &'static str {
    match api {
        Api::Device => "deviceapi.json",
        Api::Open => "openapi.json",
        Api::Connect => "connectapi.json",
    }
}

/// The document of an API. Read once.
pub fn document(api: Api) -> &'static Document {
    static DEVICE: OnceLock<Document> = OnceLock::new();
    static OPEN: OnceLock<Document> = OnceLock::new();
    static CONNECT: OnceLock<Document> = OnceLock::new();
    let place = match api {
        Api::Device => &DEVICE,
        Api::Open => &OPEN,
        Api::Connect => &CONNECT,
    };
    place.get_or_init(|| Document::load(&folder(), api).unwrap_or_else(|why| panic!("{why}")))
}

impl Document {
    /// Reads a document, or says what to do about it.
    pub fn load(folder: &Path, api: Api) -> Result<Self, String> {
        let path = folder.join(file(api));
        let text = std::fs::read_to_string(&path).map_err(|problem| {
            format!(
                "The vendor's published document of the {api} cannot be read at {}: {problem}. The \
                 documents are not part of this repository: put them into ../shared/specs beside it, or \
                 let PORTICO_SPECS name their folder.",
                path.display()
            )
        })?;
        let root = serde_json::from_str(&text)
            .map_err(|problem| format!("{} is not JSON: {problem}.", path.display()))?;
        Ok(Self::of(root))
    }

    /// A document that was read already.
    pub fn of(root: Value) -> Self {
        let nullable_is_a_keyword = match root["openapi"].as_str() {
            Some(version) if version.starts_with("3.0.") => true,
            Some(version) if version.starts_with("3.1.") => false,
            other => panic!("the document says it is OpenAPI {other:?}, which this reading does not know"),
        };
        Self { root, nullable_is_a_keyword }
    }

    /// The whole document.
    pub const fn root(&self) -> &Value {
        &self.root
    }

    /// What a node stands for, when it is a reference.
    pub fn resolve<'d>(&'d self, node: &'d Value) -> &'d Value {
        let mut node = node;
        while let Some(target) = node.get("$ref").and_then(Value::as_str) {
            let pointer = target.strip_prefix('#').expect("references stay inside the document");
            node = self.root.pointer(pointer).unwrap_or_else(|| panic!("{target} leads nowhere"));
        }
        node
    }

    /// A named schema.
    pub fn schema(&self, name: &str) -> &Value {
        &self.root["components"]["schemas"][name]
    }

    /// Every operation: method in capitals, and path.
    pub fn operations(&self) -> Vec<(String, String)> {
        const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
        let mut found = Vec::new();
        for (path, item) in self.root["paths"].as_object().expect("paths") {
            for method in item.as_object().expect("a path").keys() {
                if METHODS.contains(&method.as_str()) {
                    found.push((method.to_uppercase(), path.clone()));
                }
            }
        }
        found
    }

    /// The operation that a request goes to.
    ///
    /// A `HEAD` stands for the `GET` of its path: the documents have none, but the vendor names `HEAD` on
    /// any endpoint as the way to check a key.
    pub fn find(&self, method: &str, path: &str) -> Option<Operation<'_>> {
        let asked = if method == "HEAD" { "get".to_owned() } else { method.to_lowercase() };
        let paths = self.root["paths"].as_object()?;
        let fitting = paths.iter().filter_map(|(template, item)| {
            let filled = filled_in(template, path)?;
            let operation = item.get(&asked)?;
            Some(Operation { document: self, template, item, operation, filled })
        });
        // A fixed part goes before one that is filled in: `/v1/customers/by` is nobody's number.
        fitting.min_by_key(|operation| operation.filled.len())
    }

    /// What is wrong with a value, by a schema of this document.
    pub fn faults(&self, schema: &Value, value: &Value) -> Vec<String> {
        let validator = self.validator(schema);
        validator
            .iter_errors(value)
            .map(|error| format!("at {:?}: {error}", error.instance_path().as_str()))
            .collect()
    }

    fn validator(&self, schema: &Value) -> Validator {
        let mut named = BTreeMap::new();
        let mut translated = self.translate(schema, &mut named);
        while let Some(name) = named.iter().find(|(_, done)| done.is_null()).map(|(name, _)| name.clone()) {
            let definition = self.translate(self.schema(&name), &mut named);
            named.insert(name, definition);
        }
        let definitions: Map<String, Value> = named.into_iter().collect();
        translated["$defs"] = Value::Object(definitions);
        let letters = |count: usize, fits: fn(&char) -> bool| {
            move |text: &str| text.chars().count() == count && text.chars().all(|c| fits(&c))
        };
        let mut options = jsonschema::options()
            .with_draft(Draft::Draft202012)
            .should_validate_formats(true)
            // Otherwise a format that is spelled differently one day would be let through unread.
            .should_ignore_unknown_formats(false)
            .with_format("ISO 639-1", letters(2, char::is_ascii_lowercase))
            .with_format("ISO 3166-1", letters(2, char::is_ascii_uppercase))
            .with_format("ISO 4217", letters(3, char::is_ascii_uppercase));
        // Numbers' formats become bounds, and bytes may be any.
        for name in ["int32", "int64", "double", "binary"] {
            options = options.with_format(name, |_| true);
        }
        options.build(&translated).unwrap_or_else(|why| panic!("no validator can be made: {why}"))
    }

    /// The schema in the words of JSON Schema 2020-12. A keyword that is not known here stops the test
    /// instead of being passed over.
    fn translate(&self, schema: &Value, named: &mut BTreeMap<String, Value>) -> Value {
        let fields = schema.as_object().expect("a schema");
        if let Some(target) = fields.get("$ref").and_then(Value::as_str) {
            let name = target.strip_prefix("#/components/schemas/").expect("a named schema");
            assert!(!self.schema(name).is_null(), "{target} leads nowhere");
            named.entry(name.to_owned()).or_default();
            let beside = fields.keys().find(|key| *key != "$ref" && !is_remark(key));
            assert!(beside.is_none(), "{beside:?} beside a reference is not read yet");
            return json!({ "$ref": format!("#/$defs/{name}") });
        }
        if let Some(discriminator) = fields.get("discriminator") {
            return self.told_apart(discriminator, named);
        }
        let mut made = Map::new();
        for (keyword, value) in fields {
            match keyword.as_str() {
                "type"
                | "required"
                | "enum"
                | "minLength"
                | "maxLength"
                | "minimum"
                | "maximum"
                | "uniqueItems"
                | "additionalProperties" => {
                    made.insert(keyword.clone(), value.clone());
                }
                "format" => {
                    made.insert(keyword.clone(), value.clone());
                    made.extend(bounds(value));
                }
                "items" => {
                    made.insert(keyword.clone(), self.translate(value, named));
                }
                "properties" => {
                    let members = value.as_object().expect("properties");
                    let read =
                        |(name, schema): (&String, &Value)| (name.clone(), self.translate(schema, named));
                    made.insert(keyword.clone(), Value::Object(members.iter().map(read).collect()));
                }
                "oneOf" => {
                    let choices = value.as_array().expect("choices");
                    made.insert(
                        keyword.clone(),
                        choices.iter().map(|one| self.translate(one, named)).collect(),
                    );
                }
                "nullable" if self.nullable_is_a_keyword => {}
                remark if is_remark(remark) => {}
                unknown => panic!("the document uses the keyword {unknown}, which is not read yet"),
            }
        }
        if made.contains_key("properties") {
            made.entry("additionalProperties").or_insert(Value::Bool(false));
            // Some objects have their type left out, which would let a list or a text pass.
            made.entry("type").or_insert("object".into());
        }
        if fields.get("nullable") == Some(&Value::Bool(true)) {
            if let Some(kind) = made.remove("type") {
                made.insert("type".to_owned(), json!([kind, "null"]));
            }
            if let Some(Value::Array(constants)) = made.get_mut("enum") {
                constants.push(Value::Null);
            }
        }
        Value::Object(made)
    }

    /// A choice that a property decides. The documents' `oneOf` is ambiguous, since four of the five
    /// identifications have the same shape, so that only the property counts.
    fn told_apart(&self, discriminator: &Value, named: &mut BTreeMap<String, Value>) -> Value {
        let property = discriminator["propertyName"].as_str().expect("a property");
        let mapping = discriminator["mapping"].as_object().expect("a mapping");
        let mut choices = Vec::new();
        for (constant, target) in mapping {
            let choice = self.translate(&json!({ "$ref": target }), named);
            let asked = json!({ "properties": { property: { "const": constant } }, "required": [property] });
            choices.push(json!({ "if": asked, "then": choice }));
        }
        let constants: Vec<&String> = mapping.keys().collect();
        json!({
            "type": "object",
            "required": [property],
            "properties": { property: { "enum": constants } },
            "allOf": choices,
        })
    }
}

/// Keywords that say nothing about which values are allowed.
fn is_remark(keyword: &str) -> bool {
    ["description", "title", "example", "examples", "default", "deprecated", "readOnly", "writeOnly"]
        .contains(&keyword)
        || keyword.starts_with("x-")
}

fn bounds(format: &Value) -> Vec<(String, Value)> {
    let between =
        |low: i64, high: i64| vec![("minimum".to_owned(), low.into()), ("maximum".to_owned(), high.into())];
    match format.as_str() {
        Some("int32") => between(i32::MIN.into(), i32::MAX.into()),
        Some("int64") => between(i64::MIN, i64::MAX),
        Some(_) | None => Vec::new(),
    }
}

/// The values of a template's `{…}` parts in a path, or `None` if the path is another one.
fn filled_in(template: &str, path: &str) -> Option<Vec<(String, String)>> {
    let (wanted, given): (Vec<&str>, Vec<&str>) = (template.split('/').collect(), path.split('/').collect());
    if wanted.len() != given.len() {
        return None;
    }
    let mut filled = Vec::new();
    for (part, value) in wanted.into_iter().zip(given) {
        match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
            Some(_) if value.is_empty() => return None,
            Some(name) => filled.push((name.to_owned(), value.to_owned())),
            None if part == value => {}
            None => return None,
        }
    }
    Some(filled)
}

/// One call, as published.
pub struct Operation<'d> {
    /// The document it is in.
    pub document: &'d Document,
    /// Its path, with `{…}`.
    pub template: &'d str,
    /// The values a request has in place of the `{…}`.
    pub filled: Vec<(String, String)>,
    item: &'d Value,
    operation: &'d Value,
}

impl<'d> Operation<'d> {
    /// Parameters of one place (`query`, `path`, `header`).
    pub fn parameters(&self, place: &str) -> Vec<&'d Value> {
        let lists = [&self.item["parameters"], &self.operation["parameters"]];
        let all = lists.into_iter().filter_map(Value::as_array).flatten();
        all.map(|parameter| self.document.resolve(parameter))
            .filter(|parameter| parameter["in"] == place)
            .collect()
    }

    /// The header that carries the credential, and what its value starts with.
    pub fn credential(&self) -> Option<(String, &'static str)> {
        let asked = self.operation.get("security").or_else(|| self.document.root.get("security"))?;
        let name = asked.as_array()?.first()?.as_object()?.keys().next()?;
        let scheme = &self.document.root["components"]["securitySchemes"][name];
        match (scheme["type"].as_str(), scheme["scheme"].as_str(), scheme["in"].as_str()) {
            (Some("http"), Some("bearer"), _) => Some(("authorization".to_owned(), "Bearer ")),
            (Some("apiKey"), _, Some("header")) => Some((scheme["name"].as_str()?.to_lowercase(), "")),
            other => panic!("the security scheme {other:?} is not read yet"),
        }
    }

    /// The schema of the request's JSON, if the call has a body.
    pub fn request(&self) -> Option<&'d Value> {
        let body = self.document.resolve(self.operation.get("requestBody")?);
        assert_eq!(body["required"], true, "a body that may be left out is not read yet");
        Some(&body["content"]["application/json"]["schema"])
    }

    /// The statuses that are published.
    pub fn statuses(&self) -> Vec<u16> {
        let responses = self.operation["responses"].as_object().expect("responses");
        responses.keys().map(|status| status.parse().expect("a status")).collect()
    }

    /// What an answer with this status looks like: `None` if there is no such answer, and inside, `None`
    /// if it has no body.
    #[allow(clippy::option_option, reason = "outer: is it published; inner: has it a body")]
    pub fn answer(&self, status: u16) -> Option<Option<&'d Value>> {
        let response = self.document.resolve(self.operation["responses"].get(status.to_string())?);
        let content = response.get("content").and_then(Value::as_object);
        Some(content.map(|kinds| {
            // Some documents write JSON as `*/*`.
            let kind = kinds.get("application/json").or_else(|| kinds.get("*/*")).expect("JSON");
            &kind["schema"]
        }))
    }
}
