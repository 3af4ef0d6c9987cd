using System.Text;
using ProtoSockets.Tests.Records;

namespace ProtoSockets.Tests.Text;

/// <summary>A member that holds the message's verb: what is read can be written again, whoever reads it.</summary>
public sealed partial class VerbMemberTests
{
    [Theory]
    [InlineData("ERROR\r\n", "ERROR", null)]
    [InlineData("SERVER_ERROR out of memory\r\n", "SERVER_ERROR", "out of memory")]
    public void Each_of_the_verbs_is_read_and_written(string line, string kind, string? text) =>
        WireForm.Is(new MemcachedText.Refusal(kind, text is null ? default(Utf8Text?) : text), Encoding.ASCII.GetBytes(line));

    [Theory]
    [InlineData("STORED\r\n", "STORED")]
    [InlineData("error\r\n", "error")]
    [InlineData("ERRORS\r\n", "ERRORS")]
    [InlineData("ERR out of memory\r\n", "ERR")]
    [InlineData("\u00FF\r\n", ".")]
    public void Another_word_is_malformed_with_its_place(string line, string shown)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(line);
        string error = $"Kind at byte 0: the verb is \"{shown}\", and this message's are ERROR, CLIENT_ERROR, SERVER_ERROR";
        WireForm.Refuses<MemcachedText.Refusal>(bytes, error);

        Assert.False(MemcachedText.Refusal.View.TryCreate(bytes, out _, out WireError? found));
        Assert.Equal(error, found!.ToString());
        Assert.EndsWith(error, MemcachedText.Refusal.Describe(bytes).TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void Letters_of_either_case_are_read_where_the_protocol_takes_them()
    {
        WireForm.Is(new Loose.Step("GO", 5), "GO 5\r\n"u8.ToArray());
        WireForm.Is(new Loose.Step("halt", 5), "halt 5\r\n"u8.ToArray());
        WireForm.Refuses<Loose.Step>("stay 5\r\n"u8.ToArray(), "Verb at byte 0: the verb is \"stay\", and this message's are go, Halt");
        WireForm.CannotWrite(new Loose.Step("stay", 5), "Verb is \"stay\", and the verbs of the message are go, Halt");
    }

    [Fact]
    public void A_number_is_a_verb_only_as_it_is_declared()
    {
        WireForm.Is(new Loose.Code(250), "250\r\n"u8.ToArray());
        WireForm.Refuses<Loose.Code>("+250\r\n"u8.ToArray(), "Number at byte 0: the verb is \"+250\", and this message's are 250, 354");
        WireForm.Refuses<Loose.Code>("251\r\n"u8.ToArray(), "Number at byte 0: the verb is \"251\", and this message's are 250, 354");
    }

    [Fact]
    public void Behind_a_tag_the_verb_has_its_own_place()
    {
        WireForm.Is(new Tagged.Done("A1", "NO"), "A1 NO\r\n"u8.ToArray());
        WireForm.Refuses<Tagged.Done>("A1 MAYBE\r\n"u8.ToArray(), "Status at byte 3: the verb is \"MAYBE\", and this message's are OK, NO");
    }

    [Protocol, SelfDelimiting, Verbs(IgnoreCase = true)]
    public sealed partial class Loose
    {
        [Message("go", "Halt", From = Side.Client), Line]
        public readonly partial record struct Step([Verb, MaxBytes(8)] string Verb, byte Count);

        [Message("250", "354", From = Side.Server), Line]
        public readonly partial record struct Code([Verb] ushort Number);
    }

    [Protocol, SelfDelimiting]
    public sealed partial class Tagged
    {
        [Request<Done>("DO"), Line]
        public readonly partial record struct Do([CorrelationId, MaxBytes(8)] Utf8Text Tag);

        [Reply("OK", "NO"), Line]
        public readonly partial record struct Done([CorrelationId, MaxBytes(8)] Utf8Text Tag, [Verb] Utf8Text Status);
    }
}
