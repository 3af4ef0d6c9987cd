using ProtoSockets.Analyzers.Reliability;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.Analyzers.Tests.Network;

namespace ProtoSockets.Analyzers.Tests.Reliability;

public sealed class UncheckedCertificateTests
{
    private const string Methods =
        """
        static bool Anyone(object sender, System.Security.Cryptography.X509Certificates.X509Certificate? certificate, System.Security.Cryptography.X509Certificates.X509Chain? chain, SslPolicyErrors errors) => true;
        static bool Checked(object sender, System.Security.Cryptography.X509Certificates.X509Certificate? certificate, System.Security.Cryptography.X509Certificates.X509Chain? chain, SslPolicyErrors errors) => errors == SslPolicyErrors.None;
        """;

    [Theory]
    [InlineData("Use(new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = [|(_, _, _, _) => true|] });")]
    [InlineData("Use(new SslServerAuthenticationOptions { ClientCertificateRequired = true, RemoteCertificateValidationCallback = [|delegate { return true; }|] });")]
    [InlineData("using var own = new SslStream(stream, false, [|(sender, certificate, chain, errors) => true|]);")]
    [InlineData("using var own = new SslStream(stream, false, [|(sender, certificate, chain, errors) => { Console.WriteLine(errors); return true; }|]);")]
    [InlineData("using var own = new SslStream(stream, false, [|(sender, certificate, chain, errors) => { if (errors == SslPolicyErrors.None) { return true; } Console.WriteLine(certificate); return true; }|]);")]
    [InlineData("using var own = new SslStream(stream, false, [|(_, _, _, _) => condition|]);")]
    [InlineData("using var own = new SslStream(stream, false, new RemoteCertificateValidationCallback([|Anyone|]));")]
    [InlineData("using var own = new SslStream(stream, false, [|Anyone|]);")]
    [InlineData("Use(new SslClientAuthenticationOptions { CertificateChainPolicy = new System.Security.Cryptography.X509Certificates.X509ChainPolicy { [|VerificationFlags|] = System.Security.Cryptography.X509Certificates.X509VerificationFlags.AllFlags } });")]
    [InlineData("Use(new SslClientAuthenticationOptions { CertificateChainPolicy = new() { [|VerificationFlags|] = System.Security.Cryptography.X509Certificates.X509VerificationFlags.AllowUnknownCertificateAuthority } });")]
    public Task What_accepts_any_certificate_is_reported(string body) => Verify(body);

    [Theory]
    [InlineData("Use(new SslClientAuthenticationOptions());")]
    [InlineData("Use(new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, _, _, errors) => errors == SslPolicyErrors.None });")]
    [InlineData("Use(new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.GetCertHashString() == \"00\" });")]
    [InlineData("Use(new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, _, chain, _) => chain!.ChainElements.Count == 2 });")]
    [InlineData("Use(new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (sender, _, _, _) => Equals(sender, endpoint) });")]
    [InlineData("using var own = new SslStream(stream, false, (_, _, _, _) => false);")]
    [InlineData("using var own = new SslStream(stream, false, (_, _, _, _) => throw new NotSupportedException());")]
    [InlineData("using var own = new SslStream(stream, false, (_, _, _, errors) => { if (errors != SslPolicyErrors.None) { throw new IOException(); } return true; });")]
    [InlineData("using var own = new SslStream(stream, false, (_, _, _, errors) => errors == SslPolicyErrors.None || condition);")]
    [InlineData("using var own = new SslStream(stream, false, Checked);")]
    [InlineData("using var own = new SslStream(stream, false, null);")]
    [InlineData("RemoteCertificateValidationCallback? none = null; using var own = new SslStream(stream, false, none);")]
    [InlineData("Func<object, object, object, object, bool> other = (_, _, _, _) => true; Use(other);")]
    [InlineData("Use(new SslServerAuthenticationOptions { ServerCertificateSelectionCallback = (_, _) => null! });")]
    [InlineData("using var own = new SslStream(stream, false, Checked, (_, _, _, _, _) => null!);")]
    [InlineData("Use(new SslClientAuthenticationOptions { CertificateChainPolicy = new() { VerificationFlags = System.Security.Cryptography.X509Certificates.X509VerificationFlags.IgnoreNotTimeValid } });")]
    [InlineData("var policy = new System.Security.Cryptography.X509Certificates.X509ChainPolicy { VerificationFlags = System.Security.Cryptography.X509Certificates.X509VerificationFlags.AllFlags }; Use(policy);")]
    [InlineData("var handler = new System.Net.Http.HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true }; Use(handler);")]
    public Task What_looks_is_not(string body) => Verify(body);

    [Fact]
    public Task A_delegate_of_the_same_name_is_another() => AnalyzerTest.Verify<UncheckedCertificateAnalyzer>(NetworkCode.File(
        """
        namespace Own
        {
            delegate bool RemoteCertificateValidationCallback(object sender, object errors);

            static class Decoy
            {
                public static RemoteCertificateValidationCallback Callback { get; } = (_, _) => true;
            }
        }
        """));

    private static Task Verify(string body) => AnalyzerTest.Verify<UncheckedCertificateAnalyzer>(NetworkCode.Streams(body, Methods));
}
