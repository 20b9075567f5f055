use std::fmt;

use thiserror::Error;
use url::{Host, Url};

/// Which of the vendor's APIs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Api {
    /// `https://<tenant>.open-api.magicline.com`, opened by the studio's API key.
    Open,
    /// `https://<tenant>.devices.magicline.com`, opened by a device's token.
    Device,
    /// `https://<tenant>.api.magicline.com`, public.
    Connect,
}

impl Api {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Device => "device",
            Self::Connect => "connect",
        }
    }
}

/// The name of a studio chain's account: the first part of its address, in lower case.
#[derive(Clone, PartialEq, Eq)]
pub struct Tenant {
    name: String,
    // Made here, where failing is possible, so that an endpoint of a tenant cannot fail later.
    open: Endpoint,
    device: Endpoint,
    connect: Endpoint,
}

/// Why a text is not a tenant.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum TenantError {
    /// Nothing was left after trimming.
    #[error("The account name is empty.")]
    Empty,
    /// More than 63 characters.
    #[error("The account name is longer than 63 characters.")]
    Length,
    /// Something that is not a letter from a to z, a digit or a hyphen.
    #[error("The account name may only contain letters from a to z, digits and hyphens.")]
    Character,
    /// A hyphen at the start or the end, or a form that host names reserve.
    #[error("The account name cannot be part of an address.")]
    Hyphen,
}

impl Tenant {
    /// Checks one DNS label (RFC 1123); upper case is lowered, white space around it dropped.
    pub fn parse(text: &str) -> Result<Self, TenantError> {
        let name = text.trim().to_ascii_lowercase();
        if name.is_empty() {
            return Err(TenantError::Empty);
        }
        if !name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
            return Err(TenantError::Character);
        }
        if name.len() > 63 {
            return Err(TenantError::Length);
        }
        if name.starts_with('-') || name.ends_with('-') {
            return Err(TenantError::Hyphen);
        }
        let at = |part: &str| {
            // A label such as `xn--a` is well formed but stands for no name.
            Endpoint::parse(&format!("https://{name}.{part}.magicline.com")).map_err(|_| TenantError::Hyphen)
        };
        let (open, device, connect) = (at("open-api")?, at("devices")?, at("api")?);
        Ok(Self { name, open, device, connect })
    }

    /// The name, in lower case.
    pub fn as_str(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for Tenant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl fmt::Debug for Tenant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Tenant").field(&self.name).finish()
    }
}

/// The address of an API that secrets may be sent to: encrypted, or on this computer.
#[derive(Clone, PartialEq, Eq)]
pub struct Endpoint {
    url: Url,
    text: String,
    host: String,
    port: u16,
    loopback: bool,
}

/// Why a text is not the address of an API.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum EndpointError {
    /// Not an absolute URL with a host.
    #[error("This is not a complete web address.")]
    NotAnAddress,
    /// Neither `https` nor `http`.
    #[error("The address must start with https://.")]
    Scheme,
    /// `http` to another computer.
    #[error("The address must start with https://, because keys would be readable on the way otherwise.")]
    NotEncrypted,
    /// `user:password@`.
    #[error("The address must not contain a user name or a password.")]
    UserInfo,
    /// `?…`
    #[error("The address must not contain a question mark.")]
    Query,
    /// `#…`
    #[error("The address must not contain a number sign.")]
    Fragment,
}

impl Endpoint {
    /// The vendor's production address for a tenant.
    pub fn of_tenant(tenant: &Tenant, api: Api) -> Self {
        match api {
            Api::Open => tenant.open.clone(),
            Api::Device => tenant.device.clone(),
            Api::Connect => tenant.connect.clone(),
        }
    }

    /// Checks a base address: `https` to anywhere, `http` only to 127.0.0.0/8, `::1` and
    /// `localhost`. A path is kept as a prefix of every request.
    pub fn parse(text: &str) -> Result<Self, EndpointError> {
        let mut url = Url::parse(text.trim()).map_err(|_| EndpointError::NotAnAddress)?;
        let loopback = check(&url)?;
        if url.query().is_some() {
            return Err(EndpointError::Query);
        }
        if url.fragment().is_some() {
            return Err(EndpointError::Fragment);
        }
        let prefix = url.path().trim_end_matches('/').to_owned();
        url.set_path(&prefix);
        let host = url.host_str().ok_or(EndpointError::NotAnAddress)?.to_owned();
        let port = url.port_or_known_default().ok_or(EndpointError::NotAnAddress)?;
        let text = url.as_str().trim_end_matches('/').to_owned();
        Ok(Self { url, text, host, port, loopback })
    }

    /// The host name or address; an IPv6 address stands in brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port, whether written or implied by the scheme.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Host and port as a socket takes them.
    pub fn socket(&self) -> (&str, u16) {
        (self.host.trim_matches(['[', ']']), self.port)
    }

    /// The whole address, without a slash at the end.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it is this computer, which no proxy can reach.
    pub(crate) const fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// The address of `path` (which starts with a slash), behind the prefix.
    pub(crate) fn at(&self, path: &str) -> Url {
        let mut url = self.url.clone();
        let prefix = self.url.path().trim_end_matches('/');
        url.set_path(&format!("{prefix}{path}"));
        url
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Endpoint").field(&self.text).finish()
    }
}

/// Whether data may be sent to `url`, and if so whether it is this computer.
pub(crate) fn check(url: &Url) -> Result<bool, EndpointError> {
    let loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    match url.scheme() {
        "https" => {}
        "http" if loopback => {}
        "http" => return Err(EndpointError::NotEncrypted),
        _ => return Err(EndpointError::Scheme),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(EndpointError::UserInfo);
    }
    Ok(loopback)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tenants() {
        let longest = "a".repeat(63);
        for (text, name) in [
            ("studio", "studio"),
            (" Studio-1\n", "studio-1"),
            ("1", "1"),
            ("a--b", "a--b"),
            (longest.as_str(), longest.as_str()),
        ] {
            assert_eq!(Tenant::parse(text).unwrap().as_str(), name, "{text:?}");
        }
        for (text, error) in [
            ("", TenantError::Empty),
            (" ", TenantError::Empty),
            ("a/b", TenantError::Character),
            ("a.b", TenantError::Character),
            ("a b", TenantError::Character),
            ("a_b", TenantError::Character),
            ("a@b", TenantError::Character),
            ("a:1", TenantError::Character),
            ("a#", TenantError::Character),
            ("müller", TenantError::Character),
            ("-a", TenantError::Hyphen),
            ("a-", TenantError::Hyphen),
            ("-", TenantError::Hyphen),
            ("xn--a", TenantError::Hyphen),
            ("a".repeat(64).as_str(), TenantError::Length),
        ] {
            assert_eq!(Tenant::parse(text).unwrap_err(), error, "{text:?}");
        }
    }

    #[test]
    fn every_api_of_a_tenant_has_its_own_host() {
        let tenant = Tenant::parse("Studio").unwrap();
        for (api, address) in [
            (Api::Open, "https://studio.open-api.magicline.com"),
            (Api::Device, "https://studio.devices.magicline.com"),
            (Api::Connect, "https://studio.api.magicline.com"),
        ] {
            let endpoint = Endpoint::of_tenant(&tenant, api);
            assert_eq!(endpoint.as_str(), address);
            assert_eq!(endpoint.port(), 443);
            assert!(!endpoint.is_loopback());
        }
    }

    #[test]
    fn addresses() {
        for (text, kept, host, port, loopback) in [
            ("https://a.example", "https://a.example", "a.example", 443, false),
            ("https://A.example/", "https://a.example", "a.example", 443, false),
            ("https://a.example:8443/x/", "https://a.example:8443/x", "a.example", 8443, false),
            ("https://10.0.0.1/x", "https://10.0.0.1/x", "10.0.0.1", 443, false),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080", "127.0.0.1", 8080, true),
            ("http://127.9.9.9", "http://127.9.9.9", "127.9.9.9", 80, true),
            ("http://localhost:1", "http://localhost:1", "localhost", 1, true),
            ("http://LOCALHOST", "http://localhost", "localhost", 80, true),
            ("http://[::1]:5/p", "http://[::1]:5/p", "[::1]", 5, true),
            (" https://a.example\n", "https://a.example", "a.example", 443, false),
        ] {
            let endpoint = Endpoint::parse(text).unwrap();
            assert_eq!(endpoint.to_string(), kept, "{text}");
            assert_eq!((endpoint.host(), endpoint.port()), (host, port), "{text}");
            assert_eq!(endpoint.is_loopback(), loopback, "{text}");
            assert_eq!(Endpoint::parse(endpoint.as_str()).unwrap(), endpoint, "{text} read back");
        }
    }

    #[test]
    fn addresses_that_secrets_must_not_go_to() {
        for (text, error) in [
            ("", EndpointError::NotAnAddress),
            ("a.example", EndpointError::NotAnAddress),
            ("https://", EndpointError::NotAnAddress),
            ("https://a b.example", EndpointError::NotAnAddress),
            ("https://a.example:99999", EndpointError::NotAnAddress),
            ("ftp://a.example", EndpointError::Scheme),
            ("file:///etc/passwd", EndpointError::Scheme),
            ("javascript:alert(1)", EndpointError::Scheme),
            ("http://a.example", EndpointError::NotEncrypted),
            ("http://10.0.0.1", EndpointError::NotEncrypted),
            ("http://128.0.0.1", EndpointError::NotEncrypted),
            ("http://0.0.0.0", EndpointError::NotEncrypted),
            ("http://127.0.0.1.a.example", EndpointError::NotEncrypted),
            ("http://localhost.a.example", EndpointError::NotEncrypted),
            ("http://[::2]", EndpointError::NotEncrypted),
            ("https://u@a.example", EndpointError::UserInfo),
            ("https://u:p@a.example", EndpointError::UserInfo),
            ("https://:p@a.example", EndpointError::UserInfo),
            ("https://a.example?x=1", EndpointError::Query),
            ("https://a.example/?", EndpointError::Query),
            ("https://a.example#x", EndpointError::Fragment),
        ] {
            assert_eq!(Endpoint::parse(text).unwrap_err(), error, "{text:?}");
            assert!(error.to_string().ends_with('.'));
        }
    }

    #[test]
    fn a_path_goes_behind_the_prefix() {
        for (base, address) in [
            ("https://a.example", "https://a.example/v1/x"),
            ("https://a.example/", "https://a.example/v1/x"),
            ("https://a.example/p/q/", "https://a.example/p/q/v1/x"),
        ] {
            assert_eq!(Endpoint::parse(base).unwrap().at("/v1/x").as_str(), address);
        }
    }
}
