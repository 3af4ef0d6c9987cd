using System.Net.Security;
using System.Net.Sockets;

namespace Misuse;

internal static class TrustsAnybody
{
    public static async Task Run(TcpClient client, CancellationToken cancellationToken)
    {
        using var tls = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost" }, cancellationToken);
    }
}
