using System.Net;
using Microsoft.Extensions.Configuration;
using ProtoSockets.Transports;

namespace ProtoSockets.Hosting.Settings;

/// <summary>The proxies in front of a server: a section that need not be there.</summary>
internal sealed class ProxySettings() : Setting<BindOptions>(nameof(BindOptions.ProxyProtocol))
{
    /// <summary>What a header of version 1 may have.</summary>
    private const int LeastHeaderBytes = 107;

    private static readonly ProxyProtocolOptions Nobody = new() { TrustedNetworks = [] };

    private static readonly SettingTable<ProxyProtocolOptions> Table = new SettingTable<ProxyProtocolOptions>()
        .Add(new NetworksSetting())
        .Flag(nameof(ProxyProtocolOptions.TrustsUnixPeers), static options => options.TrustsUnixPeers, static (options, value) => options with { TrustsUnixPeers = value })
        .Number(nameof(ProxyProtocolOptions.MaxHeaderBytes), static options => options.MaxHeaderBytes, static (options, value) => options with { MaxHeaderBytes = value }, LeastHeaderBytes);

    public override BindOptions Read(BindOptions options, IConfigurationSection section, ICollection<string> problems) =>
        options with { ProxyProtocol = Table.Read(options.ProxyProtocol ?? Nobody, section, problems) };

    public override IEnumerable<string> Check(BindOptions options) =>
        options.ProxyProtocol is { } proxy ? Table.Check(proxy).Select(problem => $"{Name}:{problem}") : [];

    /// <summary>Networks, one below the other or in one text with commas between them.</summary>
    private sealed class NetworksSetting() : Setting<ProxyProtocolOptions>(nameof(ProxyProtocolOptions.TrustedNetworks))
    {
        public override ProxyProtocolOptions Read(ProxyProtocolOptions options, IConfigurationSection section, ICollection<string> problems)
        {
            IEnumerable<string> texts = section.Value is { } all
                ? all.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                : section.GetChildren().Select(static child => child.Value?.Trim() ?? string.Empty);
            List<IPNetwork> networks = [];
            foreach (string text in texts)
            {
                if (IPNetwork.TryParse(text, out IPNetwork network))
                {
                    networks.Add(network);
                }
                else
                {
                    problems.Add($"{section.Path} has \"{text}\", and must have networks such as 10.0.0.0/24.");
                }
            }

            return options with { TrustedNetworks = networks };
        }

        public override IEnumerable<string> Check(ProxyProtocolOptions options) =>
            options.TrustedNetworks.Count == 0 && !options.TrustsUnixPeers ? [$"{Name} is empty, and must have the networks of the proxies: nobody else may connect."] : [];
    }
}
