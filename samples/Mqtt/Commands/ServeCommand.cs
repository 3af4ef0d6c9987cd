using System.CommandLine;
using ProtoSockets;

namespace MqttSample;

/// <summary>A broker in memory.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        Option<TransportAddress> listen = Addresses.Option("--listen", "The address to serve; port 0 takes any free one.", "127.0.0.1:1883");
        var command = new Command("serve", "Be a broker until Ctrl+C or SIGTERM. Sessions and retained messages are kept in memory.") { listen };
        command.SetAction((parsed, _) => RunAsync(parsed.GetRequiredValue(listen)));
        return command;
    }

    private static Task<int> RunAsync(TransportAddress listen) => Serving.UntilSignalAsync(new Broker(TimeProvider.System).CreateServer(), listen);
}
