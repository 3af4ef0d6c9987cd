using Microsoft.CodeAnalysis;

namespace ProtoSockets.Schema;

/// <summary>Reads members that stream (<c>StreamedBytes</c>), and checks that they can: the last of a message, of a length that is known in front of them, over a stream.</summary>
internal static class StreamParser
{
    /// <summary>What may say where such a member ends, besides a length in front of it.</summary>
    private static readonly string[] Ends = ["LengthPrefixed", "Remaining", "Terminated", "Chunked", "CloseDelimited"];

    /// <summary>Sets the draft's form.</summary>
    public static void Parse(FormParser forms, MemberDraft member, ByteOrder order, int? most)
    {
        forms.Allow(member, "it streams to where the message, or a length, says", [.. Ends, .. FormParser.Orders, "MaxBytes"]);
        AttributeData? chunked = member.Find("Chunked");
        bool isOpen = chunked is not null || member.Has("CloseDelimited");
        if (isOpen)
        {
            forms.Exclude(member, Ends);
        }

        LengthSource? length = chunked is not null ? ParseChunks(forms, member, chunked, order)
            : isOpen ? new UntilClose()
            : forms.ParseLength(member, order, isList: false);
        member.Borrows = true;

        // Without a length it waits for a member that counts it; what else could end it is no end, and reported.
        member.Form = new BytesForm(IsArray: false, length ?? new Terminated(), most) { IsStreamed = true };
    }

    private static Chunks ParseChunks(FormParser forms, MemberDraft member, AttributeData attribute, ByteOrder order) =>
        new(attribute.TypeArgument() is null ? null : forms.ParsePrefix(member.Name, member.Symbol, attribute, order, mayBeSigned: false) as FixedPrefix);

    /// <summary>Checks where in a record the members that stream stand, once all lengths are known.</summary>
    /// <param name="type">The record.</param>
    /// <param name="isMessage">Whether it is a message, rather than a header or a part of others.</param>
    /// <param name="members">Its members.</param>
    /// <param name="trailer">What stands behind them.</param>
    /// <param name="groups">Which lengths count what.</param>
    /// <param name="problems">Takes the problems.</param>
    public static void Check(INamedTypeSymbol type, bool isMessage, List<MemberDraft> members, List<FillerSpec> trailer, List<GroupSpec> groups, ProblemList problems)
    {
        for (int index = 0; index < members.Count; index++)
        {
            MemberDraft member = members[index];
            if (member.Form is not BytesForm { IsStreamed: true } form)
            {
                continue;
            }

            int at = index;
            string? wrong = !isMessage ? $"'{type.Name}' is no message of its own"
                : members.Skip(index + 1).FirstOrDefault(other => other.IsInBody) is { } behind ? $"'{behind.Name}' follows it"
                : trailer.Count > 0 ? "something follows it at the record's end"
                : member.Fillers.Count > 0 ? "something stands in front of it that belongs to it; give that to a member of its own"
                : member.IsOptional || member.IsNullable ? "it is not always there; its length can be 0 instead"
                : member.Checks.Count > 0 ? "it can't be checked before it has come"
                : member.InHeader is not null ? "it would travel in the header"
                : member.Position is not null || members.Any(other => other.Derived is OffsetOfSpec) ? "offsets point into messages that are in memory"
                : groups.Any(group => !group.IsAbsent && group.Last == at && group.Field.Derived is LengthOfSpec { SkipsRest: true }) ? "what is left over in its length would be passed over"
                : members.Any(other => other.Derived is ChecksumSpec) ? "a checksum of its message would cover what is not in memory"
                : null;
            if (wrong is not null)
            {
                problems.Add(ProblemIds.StreamNotLast, member.Place, member.Name, wrong);
            }
            else if (form.Length is not (Rest or GivenLength or LengthPrefix or Chunks or UntilClose))
            {
                problems.Add(ProblemIds.StreamWithoutLength, member.Place, member.Name, "add [LengthPrefixed<T>], [Remaining], or a member with [LengthOf]");
            }
        }
    }

    /// <summary>Checks that messages with members that stream are sent where they can be.</summary>
    public static void Check(List<MessageDraft> drafts, HeaderSpec? header, FramingSpec framing, int carriers, ProblemList problems)
    {
        foreach (MessageDraft draft in drafts)
        {
            if (draft.Record?.Streamed is not { } streamed)
            {
                continue;
            }

            MemberDraft member = draft.Members.First(other => other.Form is BytesForm { IsStreamed: true });
            FramingSpec own = framing is SidedFraming sided ? draft.From == Side.Server ? sided.Server : sided.Client : framing;
            string? noLength = own switch
            {
                HeaderFraming or LengthPrefixFraming or VarIntPrefixFraming or EnvelopeFraming or SelfDelimitingFraming => null,
                DelimiterFraming => "its frames end with a delimiter, which streamed bytes could contain",
                FixedSizeFraming => "its frames have one size",
                CustomFraming => "its frames are found by a framer, which gives them whole",
                _ => null,
            };
            string? wrong = (carriers & 2) != 0 ? "the protocol is declared for datagrams, which arrive whole: leave Carriers.Datagram out"
                : member.Suffix.Count > 0 && own is not SelfDelimitingFraming ? "frames that say their length end with it; a terminator behind the member is for frames that end with their message ([SelfDelimiting])"
                : member.Form is BytesForm { Length: Chunks or UntilClose } && own is not SelfDelimitingFraming ? "frames that say their length have to know it; chunks, and what ends with the connection, are for frames that end with their message ([SelfDelimiting])"
                : member.Form is BytesForm { Length: Chunks { Prefix.Order: ByteOrder.AtRunTime } } ? "the byte order of its chunks is chosen at run time, and the engine receives them"
                : member.Form is BytesForm { Length: UntilClose } && draft is { Kind: MessageKind.Request, From: not Side.Client } ? "the server closes the connection behind it, and would never get the answer; let clients alone send it (From = Side.Client)"
                : draft.Kind == MessageKind.Error ? "an error reply becomes an exception"
                : draft.AnsweredBy is not null ? $"it is sent in one piece with '{draft.AnsweredBy.ShortName()}'"
                : header?.Record.Members.Any(other => other.Derived is ChecksumSpec { IsOverFrame: true }) == true ? "the header has a checksum over the whole frame"
                : null;
            if (noLength is not null)
            {
                problems.Add(ProblemIds.StreamWithoutLength, member.Place, streamed.Name, noLength);
            }
            else if (wrong is not null)
            {
                problems.Add(ProblemIds.StreamNotCarried, member.Place, streamed.Name, draft.Type.Name, wrong);
            }
            else
            {
                continue;
            }

            draft.Record = null;
        }
    }
}
