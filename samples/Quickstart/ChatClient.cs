using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ProtoSockets;
using ProtoSockets.Transports;

namespace Quickstart;

/// <summary>A member of the chat room at the keyboard.</summary>
internal static class ChatClient
{
    public static async Task<int> RunAsync(string connect, string nick, string? fingerprint, CancellationToken cancellationToken)
    {
        TransportAddress address = TransportAddress.Parse(connect);
        if (fingerprint is not null)
        {
            address = address.WithTls(new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                RemoteCertificateValidationCallback = (_, certificate, _, _) => HasFingerprint(certificate, fingerprint),
            });
        }

        await using Chat.Client client = await Chat.Client.ConnectAsync(address, cancellationToken: cancellationToken);
        Chat.Welcome welcome = await client.JoinAsync(new(nick), cancellationToken);
        Console.WriteLine($"joined as member {welcome.MemberId}, {welcome.Online} online");

        Task printing = PrintAsync(client);
        while (await ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length > 0)
            {
                await client.SayAsync(new(line), cancellationToken);
            }
        }

        await client.DisposeAsync();
        await printing;
        return 0;
    }

    /// <summary>
    /// The console has no asynchronous input: its ReadLineAsync blocks the thread, and behind the await of a call that thread is the connection's, which would receive and send nothing
    /// until the next line.
    /// </summary>
    private static Task<string?> ReadLineAsync(CancellationToken cancellationToken) => Task.Run(Console.In.ReadLine, cancellationToken).WaitAsync(cancellationToken);

    private static async Task PrintAsync(Chat.Client client)
    {
        try
        {
            await foreach (Chat.Said said in client.ReceiveAsync<Chat.Said>())
            {
                Console.WriteLine($"{said.Nick}: {said.Text}");
            }
        }
        catch (ConnectionClosedException exception)
        {
            Console.WriteLine(exception.Message);
        }
    }

    private static bool HasFingerprint(X509Certificate? certificate, string fingerprint) =>
        certificate is not null
        && string.Equals(certificate.GetCertHashString(HashAlgorithmName.SHA256), fingerprint, StringComparison.OrdinalIgnoreCase);
}
