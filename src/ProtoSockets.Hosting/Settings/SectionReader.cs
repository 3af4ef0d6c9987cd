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
        ReadAddresses(section, options.Addresses, options.Problems);
        IConfigurationSection tls = section.GetSection(Tls);
        if (tls.Exists())
        {
            options.Tls = TlsSection.Read(tls, options.Problems) ?? options.Tls;
        }
    }

    public static void Read(ProtoClientOptions options, IConfiguration section)
    {
        options.Client = SettingTables.Client.Read(options.Client, section, options.Problems, Address, Addresses);
        ReadAddresses(section, options.Addresses, options.Problems);
        IConfigurationSection address = section.GetSection(Address);
        if (address.Exists())
        {
            options.Address = ReadAddress(address, options.Problems) ?? options.Address;
        }
    }

    /// <summary>Reads a list of addresses, or one.</summary>
    private static void ReadAddresses(IConfiguration section, IList<TransportAddress> into, List<string> problems)
    {
        IConfigurationSection addresses = section.GetSection(Addresses);
        foreach (IConfigurationSection one in addresses.Value is null ? addresses.GetChildren() : [addresses])
        {
            if (ReadAddress(one, problems) is { } address)
            {
                into.Add(address);
            }
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
}
