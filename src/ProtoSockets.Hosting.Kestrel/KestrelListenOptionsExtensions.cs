using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using ProtoSockets;
using ProtoSockets.Hosting;
using ProtoSockets.Hosting.Kestrel;
using ProtoSockets.Runtime;

namespace Microsoft.AspNetCore.Hosting;

/// <summary>Servers of generated protocols behind Kestrel's end points.</summary>
public static class KestrelListenOptionsExtensions
{
    /// <summary>
    /// Serves a protocol at this end point, by the server that <c>services.AddProtoServer&lt;Chat&gt;()</c> added: <c>kestrel.ListenAnyIP(5000, listen =&gt; listen.UseProtocol&lt;Chat&gt;())</c>.
    /// TLS goes in front: <c>listen.UseHttps(...)</c>. Nothing behind it is reached.
    /// </summary>
    /// <typeparam name="TProtocol">The protocol class: <c>Chat</c>.</typeparam>
    /// <param name="options">The end point.</param>
    /// <returns>The end point.</returns>
    /// <exception cref="InvalidOperationException">There is no server of the protocol, or it has started already; or datagrams alone carry the protocol.</exception>
    public static ListenOptions UseProtocol<TProtocol>(this ListenOptions options)
        where TProtocol : class, IProtocolClass
    {
        ArgumentNullException.ThrowIfNull(options);
        string name = TProtocol.Description.Name;
        if (!TProtocol.Description.Carriers.HasFlag(Carriers.Stream))
        {
            throw new InvalidOperationException($"{name} is not declared for streams: add [Protocol(Carriers = Carriers.Stream | Carriers.Datagram)].");
        }

        IProtoServer<TProtocol> server = options.ApplicationServices.GetService<IProtoServer<TProtocol>>()
            ?? throw new InvalidOperationException($"There is no server of {name}: call services.AddProtoServer<{name}>().");
        var listener = new KestrelListener(options);
        server.AddListener(listener);
        options.Run(listener.ServeAsync);
        return options;
    }
}
