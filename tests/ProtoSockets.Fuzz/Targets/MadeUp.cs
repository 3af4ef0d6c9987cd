using ProtoSockets.Tests.Views.Agreement;

namespace ProtoSockets.Fuzz.Targets;

/// <summary>Bytes of values that are made up: what the generated writers write.</summary>
internal static class MadeUp
{
    private const int Attempts = 12;

    public static IEnumerable<byte[]> Of(Type type, Random random)
    {
        AnyRecord any = new(random);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            if (any.Bytes(type) is { } bytes)
            {
                yield return InputMode.Of(Side.Client, bytes);
                yield return InputMode.Of(Side.Server, bytes);
            }
        }
    }
}
