using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using ProtoSockets.Transports;

namespace ProtoSockets.Hosting.Settings;

/// <summary>Reads how a server speaks TLS.</summary>
internal static class TlsSection
{
    private const string Certificate = nameof(TlsServerOptions.Certificate);
    private const string Key = "Key";
    private const string ClientAuthorities = nameof(TlsServerOptions.ClientAuthorities);
    private const string ApplicationProtocols = nameof(TlsServerOptions.ApplicationProtocols);

    public static TlsServerOptions? Read(IConfigurationSection section, List<string> problems)
    {
        string[] names = [ApplicationProtocols, Certificate, ClientAuthorities, Key];
        foreach (IConfigurationSection child in section.GetChildren().Where(child => !names.Contains(child.Key, StringComparer.OrdinalIgnoreCase)))
        {
            problems.Add($"{child.Path} is not a setting; there are {string.Join(", ", names)}.");
        }

        if (section[Certificate] is not { Length: > 0 } file)
        {
            problems.Add($"{section.Path}:{Certificate} is missing: a file in PEM form.");
            return null;
        }

        try
        {
            return new TlsServerOptions
            {
                Certificate = TlsCertificateSource.FromPemFiles(file, section[Key]),
                ClientAuthorities = section[ClientAuthorities] is { Length: > 0 } authorities ? ReadAuthorities(authorities) : null,
                ApplicationProtocols = [.. section.GetSection(ApplicationProtocols).GetChildren().Select(static child => child.Value).OfType<string>()],
            };
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException or IOException or UnauthorizedAccessException)
        {
            problems.Add($"{section.Path}: the certificate {file} can't be read: {exception.Message}");
            return null;
        }
    }

    private static X509Certificate2Collection ReadAuthorities(string file)
    {
        X509Certificate2Collection authorities = [];
        authorities.ImportFromPemFile(file);
        return authorities.Count > 0 ? authorities : throw new ArgumentException($"there is no certificate in {file}.", nameof(file));
    }
}
