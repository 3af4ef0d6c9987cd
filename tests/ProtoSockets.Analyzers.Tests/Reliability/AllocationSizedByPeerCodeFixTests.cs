using ProtoSockets.Analyzers.Reliability;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.Analyzers.Tests.Network;
using ProtoSockets.CodeFixes.Reliability;

namespace ProtoSockets.Analyzers.Tests.Reliability;

public sealed class AllocationSizedByPeerCodeFixTests
{
    [Fact]
    public Task A_limit_is_checked() => Fixes(
        """
        stream.ReadExactly(buffer);
        int length = BinaryPrimitives.ReadInt32BigEndian(buffer);
        Use(new byte[[|length|]]);
        """,
        """
        stream.ReadExactly(buffer);
        int length = BinaryPrimitives.ReadInt32BigEndian(buffer);
        if (length is < 0 or > 1_048_576)
        {
            throw new InvalidDataException($"{length} is more than this protocol allows.");
        }

        Use(new byte[length]);
        """);

    [Fact]
    public Task A_number_without_a_sign_is_never_negative() => Fixes(
        """
        stream.ReadExactly(buffer);
        uint length = BinaryPrimitives.ReadUInt32BigEndian(buffer);
        byte[] body = new byte[[|length|]];
        """,
        """
        stream.ReadExactly(buffer);
        uint length = BinaryPrimitives.ReadUInt32BigEndian(buffer);
        if (length > 1_048_576)
        {
            throw new InvalidDataException($"{length} is more than this protocol allows.");
        }

        byte[] body = new byte[length];
        """);

    [Fact]
    public Task What_no_variable_holds_cannot_be_checked() => IsNotOffered(
        """
        stream.ReadExactly(buffer);
        Use(new byte[[|BinaryPrimitives.ReadInt32BigEndian(buffer)|]]);
        """);

    private static Task Fixes(string before, string after) =>
        CodeFixTest.Verify<AllocationSizedByPeerAnalyzer, AllocationSizedByPeerCodeFix>(NetworkCode.Streams(before), NetworkCode.Streams(after));

    private static Task IsNotOffered(string body) => CodeFixTest.VerifyNotOffered<AllocationSizedByPeerAnalyzer, AllocationSizedByPeerCodeFix>(NetworkCode.Streams(body));
}
