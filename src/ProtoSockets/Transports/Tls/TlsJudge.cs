using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace ProtoSockets.Transports;

/// <summary>A stream that remembers why the peer's certificate was not accepted: the exception has no more than that it was not.</summary>
internal sealed class JudgedSslStream(Stream inner) : SslStream(inner)
{
    public TlsRejection? Rejection { get; set; }
}

/// <summary>Why a certificate was not accepted.</summary>
/// <param name="Failure">Why.</param>
/// <param name="Reason">It in words.</param>
internal sealed record TlsRejection(TlsFailure Failure, string Reason);

/// <summary>Accepts certificates that have no errors, or as a callback of the user's decides, and says why not.</summary>
/// <param name="own">The user's callback.</param>
/// <param name="mayHaveNone">Whether the peer may show none.</param>
internal sealed class TlsJudge(RemoteCertificateValidationCallback? own, bool mayHaveNone)
{
    public bool IsValid(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (mayHaveNone && certificate is null)
        {
            errors &= ~SslPolicyErrors.RemoteCertificateNotAvailable;
        }

        bool isValid = own is null ? errors == SslPolicyErrors.None : own(sender, certificate, chain, errors);
        if (!isValid && sender is JudgedSslStream stream)
        {
            stream.Rejection = Explain(stream, certificate as X509Certificate2, chain, errors);
        }

        return isValid;
    }

    private static TlsRejection Explain(SslStream stream, X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            return new TlsRejection(TlsFailure.CertificateMissing, "it shows no certificate, and has to: give it one (TlsClientOptions.Certificate).");
        }

        List<TlsRejection> rejections = [];
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) && chain is not null)
        {
            rejections.AddRange(ExplainChain(certificate, chain));
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            rejections.Add(new TlsRejection(
                TlsFailure.CertificateName,
                $"its certificate ({certificate.Subject}) is for {NamesOf(certificate)}, not for {stream.TargetHostName}: connect by a name that it has, or say which one it has to have (TlsClientOptions.ServerName)."));
        }

        return rejections.Count switch
        {
            0 => new TlsRejection(TlsFailure.CertificateRejected, $"the callback for validation did not accept its certificate ({certificate.Subject})."),
            1 => rejections[0],
            _ => rejections[0] with { Reason = string.Join(" And ", rejections.Select(static rejection => rejection.Reason)) },
        };
    }

    /// <summary>What is wrong with a certificate and those above it, what it says of the trust first.</summary>
    private static IEnumerable<TlsRejection> ExplainChain(X509Certificate2 certificate, X509Chain chain)
    {
        X509ChainStatusFlags all = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, static (flags, status) => flags | status.Status);
        const X509ChainStatusFlags Untrusted = X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.NotSignatureValid;
        if ((all & Untrusted) != X509ChainStatusFlags.NoError)
        {
            yield return new TlsRejection(
                TlsFailure.CertificateAuthority,
                $"its certificate ({certificate.Subject}) is of {certificate.Issuer}, which is not trusted here: trust that authority (TlsClientOptions.Authorities, TlsServerOptions.ClientAuthorities, or the system's), or have the peer show the certificates between it and one that is.");
        }

        if ((all & X509ChainStatusFlags.Revoked) != X509ChainStatusFlags.NoError)
        {
            yield return new TlsRejection(TlsFailure.CertificateRevoked, $"its certificate ({certificate.Subject}) has been revoked: the peer needs a new one.");
        }

        if ((all & X509ChainStatusFlags.NotTimeValid) != X509ChainStatusFlags.NoError)
        {
            yield return ExplainTime(chain.ChainElements.FirstOrDefault(IsOutOfTime)?.Certificate ?? certificate);
        }

        const X509ChainStatusFlags Explained = Untrusted | X509ChainStatusFlags.Revoked | X509ChainStatusFlags.NotTimeValid;
        if ((all & ~Explained) != X509ChainStatusFlags.NoError)
        {
            yield return new TlsRejection(
                TlsFailure.CertificateRejected,
                $"its certificate ({certificate.Subject}) is not accepted: {string.Join(" ", chain.ChainStatus.Where(static status => (status.Status & Explained) == X509ChainStatusFlags.NoError).Select(static status => status.StatusInformation.Trim()))}");
        }

        static bool IsOutOfTime(X509ChainElement element) => element.ChainElementStatus.Any(static status => status.Status == X509ChainStatusFlags.NotTimeValid);
    }

    private static TlsRejection ExplainTime(X509Certificate2 certificate)
    {
        (DateTime from, DateTime to) = (certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime());
        return from > TimeProvider.System.GetUtcNow().UtcDateTime
            ? new TlsRejection(TlsFailure.CertificateNotYetValid, $"the certificate {certificate.Subject} is valid only from {from:u} on: compare the clocks of both machines.")
            : new TlsRejection(TlsFailure.CertificateExpired, $"the certificate {certificate.Subject} has expired on {to:u}: the peer needs a new one (or the clock of this machine is wrong).");
    }

    private static string NamesOf(X509Certificate2 certificate)
    {
        string[] names =
        [
            .. certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
                .SelectMany(static extension => extension.EnumerateDnsNames().Concat(extension.EnumerateIPAddresses().Select(static address => address.ToString()))),
        ];
        return names.Length == 0 ? "no host" : string.Join(", ", names);
    }
}
