using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PostgresSample;

/// <summary>
/// The client's half of SCRAM-SHA-256 (RFC 5802, RFC 7677), without channel binding. The password is never sent, and the server proves that it knows it, too.
/// </summary>
internal sealed class ScramClient
{
    public const string Mechanism = "SCRAM-SHA-256";

    /// <summary>RFC 5802, section 7, gs2-header: no channel binding, no authorization identity. PostgreSQL takes the name from the start-up message.</summary>
    private const string Gs2Header = "n,,";

    /// <summary>More would let a server keep the client busy for as long as it likes. PostgreSQL's own default is 4,096.</summary>
    private const int MaxIterations = 10_000_000;

    private readonly string _password;
    private readonly string _nonce;
    private byte[] _serverSignature = [];

    /// <summary>Begins an exchange.</summary>
    /// <param name="password">The password.</param>
    /// <param name="nonce">The client's nonce; null for a random one.</param>
    public ScramClient(string password, string? nonce = null)
    {
        _password = Prepare(password);
        _nonce = nonce ?? Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));
    }

    private string FirstBare => $"n=,r={_nonce}";

    /// <summary>client-first-message.</summary>
    public byte[] First() => Encoding.ASCII.GetBytes(Gs2Header + FirstBare);

    /// <summary>client-final-message, for the server's first one.</summary>
    /// <exception cref="LoginException">What the server said is no answer to the client's first message.</exception>
    public byte[] Final(ReadOnlySpan<byte> serverFirst)
    {
        string text = Encoding.UTF8.GetString(serverFirst);
        string[] parts = text.Split(',');
        if (parts.Length < 3
            || !parts[0].StartsWith("r=" + _nonce, StringComparison.Ordinal)
            || parts[0].Length == 2 + _nonce.Length
            || !parts[1].StartsWith("s=", StringComparison.Ordinal)
            || !parts[2].StartsWith("i=", StringComparison.Ordinal)
            || !int.TryParse(parts[2].AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out int iterations)
            || iterations is < 1 or > MaxIterations)
        {
            throw new LoginException("The server's part of the SCRAM exchange is malformed, or does not repeat the client's nonce.");
        }

        byte[] salt = Decode(parts[1][2..]);
        string withoutProof = $"c={Convert.ToBase64String(Encoding.ASCII.GetBytes(Gs2Header))},{parts[0]}";
        byte[] message = Encoding.UTF8.GetBytes($"{FirstBare},{text},{withoutProof}");

        // RFC 5802, section 3.
        byte[] salted = Rfc2898DeriveBytes.Pbkdf2(_password, salt, iterations, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
        byte[] clientKey = HMACSHA256.HashData(salted, "Client Key"u8);
        byte[] signature = HMACSHA256.HashData(SHA256.HashData(clientKey), message);
        for (int index = 0; index < signature.Length; index++)
        {
            signature[index] ^= clientKey[index];
        }

        _serverSignature = HMACSHA256.HashData(HMACSHA256.HashData(salted, "Server Key"u8), message);
        return Encoding.UTF8.GetBytes($"{withoutProof},p={Convert.ToBase64String(signature)}");
    }

    /// <summary>Checks server-final-message: only who knows the password could have written it.</summary>
    /// <exception cref="LoginException">The server does not know the password: it is another one.</exception>
    public void Verify(ReadOnlySpan<byte> serverFinal)
    {
        string text = Encoding.UTF8.GetString(serverFinal);
        if (_serverSignature.Length == 0
            || !text.StartsWith("v=", StringComparison.Ordinal)
            || !CryptographicOperations.FixedTimeEquals(Decode(text[2..].Split(',')[0]), _serverSignature))
        {
            throw new LoginException("The server did not prove that it knows the password.");
        }
    }

    /// <summary>SASLprep (RFC 4013) as far as it matters for passwords that people type: compatibility forms are one, and other spaces are spaces.</summary>
    private static string Prepare(string password)
    {
        try
        {
            string spaced = string.Concat(password.Where(character => character != '\u00AD').Select(character => char.GetUnicodeCategory(character) == UnicodeCategory.SpaceSeparator ? ' ' : character));
            return spaced.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            // Not Unicode: PostgreSQL, too, takes the bytes as they are then.
            return password;
        }
    }

    private static byte[] Decode(string base64)
    {
        try
        {
            return Convert.FromBase64String(base64);
        }
        catch (FormatException exception)
        {
            throw new LoginException("The server's part of the SCRAM exchange is malformed.", exception);
        }
    }
}
