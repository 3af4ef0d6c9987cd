using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;

namespace ProtoSockets.Hosting.Settings;

/// <summary>Reads the sections of servers and clients.</summary>
internal static class SectionReader
{
    private const string Tls = nameof(ProtoServerOptions.Tls);
    private const string Addresses = nameof(ProtoServerOptions.Addresses);
    private const string Address = nameof(ProtoClientOptions.Address);

    public static void Read(ProtoServerOptions options, IConfiguration section)
    {
        options.Server = SettingTables.Server.Read(options.Server, section, options.Problems, Addresses, Tls);
        IConfigurationSection addresses = section.GetSection(Addresses);
        foreach (IConfigurationSection one in addresses.Value is null ? addresses.GetChildren() : [addresses])
        {
            if (ReadAddress(one, options.Problems) is { } address)
            {
                options.Addresses.Add(address);
            }
        }

        IConfigurationSection tls = section.GetSection(Tls);
        if (tls.Exists())
        {
            options.Tls = ReadCertificate(tls, options.Problems) ?? options.Tls;
        }
    }

    public static void Read(ProtoClientOptions options, IConfiguration section)
    {
        options.Client = SettingTables.Client.Read(options.Client, section, options.Problems, Address);
        IConfigurationSection address = section.GetSection(Address);
        if (address.Exists())
        {
            options.Address = ReadAddress(address, options.Problems) ?? options.Address;
        }
    }

    private static TransportAddress? ReadAddress(IConfigurationSection section, List<string> problems)
    {
        if (!TransportAddress.TryParse(section.Value, out TransportAddress? address, out string? reason))
        {
            problems.Add($"{section.Path} is \"{section.Value}\", which is not a transport address: {reason}");
        }

        return address;
    }

    private static SslServerAuthenticationOptions? ReadCertificate(IConfigurationSection section, List<string> problems)
    {
        const string Certificate = "Certificate";
        const string Key = "Key";
        foreach (IConfigurationSection child in section.GetChildren().Where(child => child.Key is not (Certificate or Key)))
        {
            problems.Add($"{child.Path} is not a setting; there are {Certificate}, {Key}.");
        }

        if (section[Certificate] is not { Length: > 0 } file)
        {
            problems.Add($"{section.Path}:{Certificate} is missing: a file in PEM form.");
            return null;
        }

        try
        {
            return new SslServerAuthenticationOptions { ServerCertificate = X509Certificate2.CreateFromPemFile(file, section[Key]) };
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            problems.Add($"{section.Path}: the certificate {file} can't be read: {exception.Message}");
            return null;
        }
    }
}
