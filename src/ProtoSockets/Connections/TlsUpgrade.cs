using System.Net.Security;
using System.Security.Authentication;
using Microsoft.Extensions.Logging.Abstractions;
using ProtoSockets.Transports;

namespace ProtoSockets.Connections;

/// <summary>Changes a connection to TLS in the middle of a conversation, at a point where both sides have agreed to.</summary>
internal static class TlsUpgrade
{
    public static Task<StreamConnection> RunAsync(
        StreamConnection connection, int ahead, SslClientAuthenticationOptions options, CancellationToken cancellationToken) =>
        HandshakeAsync(connection, ahead, () => new TlsConnection(connection, TlsClientSettings.Of(options)), cancellationToken);

    public static Task<StreamConnection> RunAsync(
        StreamConnection connection, int ahead, SslServerAuthenticationOptions options, CancellationToken cancellationToken) =>
        HandshakeAsync(connection, ahead, () => new TlsConnection(connection, TlsServerSettings.Of(options), NullLogger.Instance), cancellationToken);

    private static async Task<StreamConnection> HandshakeAsync(
        StreamConnection connection, int ahead, Func<TlsConnection> encrypt, CancellationToken cancellationToken)
    {
        if (connection is TlsConnection)
        {
            throw new InvalidOperationException("The connection speaks TLS already.");
        }

        if (ahead > 0)
        {
            // Whoever sits between the peers could have put them there, and they would be taken for what the peer said under encryption.
            throw new TlsUpgradeException($"{ahead} bytes came in clear behind the point from which on all is encrypted (CVE-2021-23222).");
        }

        TlsConnection encrypted = encrypt();
        try
        {
            await encrypted.HandshakeAsync(cancellationToken).ConfigureAwait(false);
            return encrypted;
        }
        catch (Exception exception) when (exception is IOException or AuthenticationException)
        {
            encrypted.Dispose();
            throw new TlsUpgradeException($"The connection can't be changed to TLS: {exception.Message}", exception);
        }
        catch
        {
            encrypted.Dispose();
            throw;
        }
    }
}
