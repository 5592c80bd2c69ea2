"""An Active Directory schema for slapd, as far as the check modules search: one table of attributes, one of classes."""

ARC = "1.3.6.1.4.1.99999.7"
SYNTAXES = {
    "text": ("caseIgnoreMatch", "caseIgnoreSubstringsMatch", "1.3.6.1.4.1.1466.115.121.1.15"),
    "number": ("integerMatch", None, "1.3.6.1.4.1.1466.115.121.1.27"),
    "dn": ("distinguishedNameMatch", None, "1.3.6.1.4.1.1466.115.121.1.12"),
    "flag": ("booleanMatch", None, "1.3.6.1.4.1.1466.115.121.1.7"),
    "bytes": ("octetStringMatch", None, "1.3.6.1.4.1.1466.115.121.1.40"),
    "time": ("generalizedTimeMatch", None, "1.3.6.1.4.1.1466.115.121.1.24"),
}
ATTRIBUTES = {
    "text": """dNSHostName networkAddress keywords serviceBindingInformation servicePrincipalName operatingSystem
        operatingSystemVersion sAMAccountName nCName dnsRoot msExchSmtpReceiveBindings routingList msExchSmtpSmartHost
        msExchSmtpSendTlsDomain msExchSmtpTLSCertificate msExchSmtpReceiveTlsDomainCapabilities msExchInternalHostName
        msExchExternalHostName msExchAcceptedDomainName msExchCoexistenceSecureMailCertificateThumbprint
        msExchCoexistenceOnPremisesSmartHost msExchWACDiscoveryEndpoint msExchAdfsAuthenticationRawConfiguration
        msRTCSIP-BackEndServer msRTCSIP-EdgeProxyFQDN msRTCSIP-TrustedServerFQDN msRTCSIP-TrustedServiceType
        msRTCSIP-PoolDisplayName objectCategory""",
    "number": """userAccountControl systemFlags msExchCurrentServerRoles versionNumber msExchSmtpOutboundSecurityFlag
        msExchSmtpSendFlags msExchSMTPReceiveInboundSecurityFlag msExchCoexistenceFeatureFlags msRTCSIP-PoolVersion
        msRTCSIP-PoolType msRTCSIP-ServerVersion msRTCSIP-TrustedServerVersion msRTCSIP-TrustedServicePort""",
    "dn": """msExchServerSite msExchCoexistenceTransportServers msExchCoexistenceFrontendTransportServers
        msExchCoexistenceEdgeTransportServers""",
    "flag": "msExchSmtpReceiveEnabled msExchSmtpSendEnabled",
    "bytes": "msExchServerInternalTLSCert thumbnailPhoto",
    "time": "whenCreated whenChanged",
}
CLASSES = """container configuration crossRef computer user contact msDS-GroupManagedServiceAccount serviceConnectionPoint
    msExchConfigurationContainer msExchOrganizationContainer msExchExchangeServer msExchClientAccessArray msExchRoutingSMTPConnector
    msExchSmtpReceiveConnector msExchVirtualDirectory msExchAcceptedDomain msExchCoexistenceRelationship msRTCSIP-Service
    msRTCSIP-Pool msRTCSIP-TrustedServer msRTCSIP-TrustedService msRTCSIP-EdgeProxy msRTCSIP-GlobalTopologySetting
    msRTCSIP-Server msRTCSIP-WebComponents msRTCSIP-MCU domainDNS""".split()


def ldif():
    lines = ["dn: cn=directory,cn=schema,cn=config", "objectClass: olcSchemaConfig", "cn: directory"]
    names = []
    for syntax, words in ATTRIBUTES.items():
        equality, substrings, oid = SYNTAXES[syntax]
        for name in words.split():
            names.append(name)
            lines.append(f"olcAttributeTypes: ( {ARC}.1.{len(names)} NAME '{name}' EQUALITY {equality}"
                         + (f" SUBSTR {substrings}" if substrings else "") + f" SYNTAX {oid} )")
    may = " $ ".join(["cn", "dc", "ou", "description", "displayName", "serialNumber"] + names)
    for number, name in enumerate(CLASSES, 1):
        lines.append(f"olcObjectClasses: ( {ARC}.2.{number} NAME '{name}' SUP top STRUCTURAL MAY ( {may} ) )")
    return "\n".join(lines) + "\n\n"
