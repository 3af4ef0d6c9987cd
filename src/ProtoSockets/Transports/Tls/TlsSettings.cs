using System.Net;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace ProtoSockets.Transports;

/// <summary>What a server's handshakes are made with.</summary>
internal sealed class TlsServerSettings
{
    private readonly SslServerAuthenticationOptions _options;
    private readonly ConditionalWeakTable<SslStreamCertificateContext, SslServerAuthenticationOptions> _byCertificate = [];

    private TlsServerSettings(SslServerAuthenticationOptions options, TlsCertificateSource? source, bool mayHaveNone, bool needsProtocol)
    {
        _options = options;
        if (options.ClientCertificateRequired)
        {
            // Not where none is asked for: with a callback .NET finds fault with that there is none.
            _options.RemoteCertificateValidationCallback = new TlsJudge(options.RemoteCertificateValidationCallback, mayHaveNone).IsValid;
        }

        Source = source;
        NeedsProtocol = needsProtocol;
    }

    public TlsCertificateSource? Source { get; }

    /// <summary>Whether a protocol has to be agreed on (ALPN).</summary>
    public bool NeedsProtocol { get; }

    /// <summary>The options, where the certificate is part of them.</summary>
    public SslServerAuthenticationOptions Options => _options;

    public string Protocols => TlsSettings.Describe(_options.ApplicationProtocols);

    /// <summary>Of the framework's options.</summary>
    /// <exception cref="ArgumentException">There is no certificate, or it has no private key; or a protocol is chosen that is out of use.</exception>
    public static TlsServerSettings Of(SslServerAuthenticationOptions options) => new(TlsOptions.Copy(options), source: null, mayHaveNone: false, needsProtocol: false);

    /// <summary>Of our own options.</summary>
    /// <exception cref="ArgumentException">An option can't be.</exception>
    public static TlsServerSettings Of(TlsServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options.Certificate, nameof(options));
        if (options.ClientAuthorities is { Count: 0 })
        {
            throw new ArgumentException("TlsServerOptions.ClientAuthorities is empty: nobody's certificate could be valid. Name the authorities, or leave it null to ask for none.", nameof(options));
        }

        var ssl = new SslServerAuthenticationOptions
        {
            ClientCertificateRequired = options.ClientAuthorities is not null,
            CertificateChainPolicy = options.ClientAuthorities is { } authorities ? TlsSettings.Trust(authorities, options.ClientRevocation) : null,
            ApplicationProtocols = TlsSettings.Protocols(options.ApplicationProtocols),
        };
        options.Configure?.Invoke(ssl);
        return new TlsServerSettings(
            TlsOptions.CopyWithoutCertificate(ssl), options.Certificate, options.IsClientCertificateOptional, needsProtocol: options.ApplicationProtocols.Count > 0);
    }

    /// <summary>The options with the certificate of this handshake.</summary>
    /// <exception cref="AuthenticationException">The source has none.</exception>
    public SslServerAuthenticationOptions For(string? serverName, ILogger logger) =>
        _byCertificate.GetValue(TlsSettings.Ask(Source!, serverName, logger), context =>
        {
            SslServerAuthenticationOptions options = TlsOptions.CopyWithoutCertificate(_options);
            options.ServerCertificateContext = context;
            return options;
        });
}

/// <summary>What a client's handshakes are made with.</summary>
internal sealed class TlsClientSettings
{
    private readonly SslClientAuthenticationOptions _options;
    private readonly TlsCertificateSource? _source;

    private TlsClientSettings(SslClientAuthenticationOptions options, TlsCertificateSource? source, bool needsProtocol)
    {
        _options = options;
        _options.RemoteCertificateValidationCallback = new TlsJudge(options.RemoteCertificateValidationCallback, mayHaveNone: false).IsValid;
        _source = source;
        NeedsProtocol = needsProtocol;
    }

    /// <summary>Whether a protocol has to be agreed on (ALPN).</summary>
    public bool NeedsProtocol { get; }

    public string Protocols => TlsSettings.Describe(_options.ApplicationProtocols);

    /// <summary>Of the framework's options.</summary>
    /// <exception cref="ArgumentException">A protocol is chosen that is out of use.</exception>
    public static TlsClientSettings Of(SslClientAuthenticationOptions options) => new(TlsOptions.Copy(options), source: null, needsProtocol: false);

    /// <summary>Of our own options.</summary>
    /// <exception cref="ArgumentException">An option can't be.</exception>
    public static TlsClientSettings Of(TlsClientOptions options)
    {
        if (options.Authorities is { Count: 0 })
        {
            throw new ArgumentException("TlsClientOptions.Authorities is empty: no server could be trusted. Name the authorities, or leave it null for those of the system.", nameof(options));
        }

        var ssl = new SslClientAuthenticationOptions
        {
            TargetHost = options.ServerName,
            CertificateRevocationCheckMode = options.Revocation,
            CertificateChainPolicy = options.Authorities is { } authorities ? TlsSettings.Trust(authorities, options.Revocation) : null,
            ApplicationProtocols = TlsSettings.Protocols(options.ApplicationProtocols),
        };
        options.Configure?.Invoke(ssl);
        return new TlsClientSettings(TlsOptions.Copy(ssl), options.Certificate, needsProtocol: options.ApplicationProtocols.Count > 0);
    }

    /// <summary>The options for one peer: its name, which its certificate has to have, is that of the end point unless the user chose another.</summary>
    /// <exception cref="AuthenticationException">The source has no certificate.</exception>
    public SslClientAuthenticationOptions For(EndPoint? peer, ILogger logger)
    {
        SslClientAuthenticationOptions options = peer is null ? _options : TlsOptions.For(_options, peer);
        if (_source is null)
        {
            return options;
        }

        options = ReferenceEquals(options, _options) ? TlsOptions.Copy(options) : options;
        options.ClientCertificateContext = TlsSettings.Ask(_source, serverName: null, logger);
        return options;
    }
}

/// <summary>What settings of both sides have in common.</summary>
internal static class TlsSettings
{
    /// <summary>The protocols' names as TLS has them: of 1 to 255 bytes each (RFC 7301, section 3.1).</summary>
    public static List<SslApplicationProtocol>? Protocols(IReadOnlyList<string> names) =>
        names.Count == 0 ? null : [.. names.Select(static name => new SslApplicationProtocol(name))];

    public static string Describe(IEnumerable<SslApplicationProtocol>? protocols) => string.Join(", ", protocols ?? []);

    /// <summary>Trusts some authorities and nobody else. Nothing that a certificate names is fetched: the peer would choose what this machine connects to.</summary>
    public static X509ChainPolicy Trust(X509Certificate2Collection authorities, X509RevocationMode revocation)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = revocation,
            RevocationFlag = X509RevocationFlag.ExcludeRoot,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    /// <summary>Asks for the certificate of a handshake.</summary>
    /// <exception cref="AuthenticationException">There is none.</exception>
    public static SslStreamCertificateContext Ask(TlsCertificateSource source, string? serverName, ILogger logger)
    {
        try
        {
            return source.Get(serverName, logger) ?? throw new InvalidOperationException("it gave null.");
        }
#pragma warning disable CA1031 // A user's code may throw anything; it is this handshake that fails.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            throw new AuthenticationException($"The source of the certificate has failed: {exception.Message}", exception);
        }
    }
}
