using Microsoft.CodeAnalysis;

namespace ProtoSockets.Schema;

/// <summary>Reads what stands in front of a member, or at the end of a record, and belongs to no value.</summary>
internal sealed class FillerParser(ProblemList problems)
{
    public void Parse(ISymbol symbol, string name, IReadOnlyList<AttributeData> attributes, List<FillerSpec> fillers)
    {
        foreach (AttributeData attribute in attributes)
        {
            switch (attribute.OwnName())
            {
                case "Magic":
                    ParseMagic(symbol, name, attribute, fillers);
                    break;
                case "Reserved":
                    ParseReserved(symbol, name, attribute, fillers);
                    break;
                case "Align":
                    int boundary = attribute.Int(0);
                    if (boundary is < 2 or > 4096)
                    {
                        problems.Add(ProblemIds.ArgumentOutOfRange, attribute, symbol, "Align", name, boundary.ToString(), "it must be between 2 and 4096");
                    }
                    else
                    {
                        fillers.Add(new AlignFiller(boundary, AttributeReading.Enum<OffsetBase>(attribute.Named("From")), attribute.NamedInt("OnRead") == 1));
                    }

                    break;
                case "Padding":
                    int bytes = attribute.Int(0);
                    if (IsInRange(symbol, name, attribute, "Padding", bytes))
                    {
                        fillers.Add(new PaddingFiller(bytes, attribute.Named("Value") is byte value ? value : (byte)0));
                    }

                    break;
            }
        }

        AttributeData[] magics = [.. attributes.Where(attribute => attribute.OwnName() == "Magic")];
        if (magics.Length == 1 && fillers.OfType<MagicFiller>().FirstOrDefault(magic => magic.Values[0].From != Side.Both) is { } oneSided)
        {
            problems.Add(
                ProblemIds.ArgumentOutOfRange,
                magics[0],
                symbol,
                "Magic",
                name,
                $"the bytes of the {oneSided.Values[0].From.ToString().ToLowerInvariant()} only",
                "the other side's bytes are needed too, as many of them");
        }
    }

    private void ParseMagic(ISymbol symbol, string name, AttributeData attribute, List<FillerSpec> fillers)
    {
        byte[] bytes = attribute.Text(0) is { } text
            ? text.All(character => character < 0x80) ? [.. text.Select(character => (byte)character)] : []
            : [.. attribute.Many(0).OfType<byte>()];
        if (bytes.Length is 0 or > 1024)
        {
            problems.Add(ProblemIds.ArgumentOutOfRange, attribute, symbol, "Magic", name, $"{bytes.Length} bytes", "it takes bytes or ASCII text, at most 1024");
            return;
        }

        SideBytes value = new(AttributeReading.Enum<Side>(attribute.Named("From")), bytes.ToEquatable());
        int index = fillers.FindIndex(filler => filler is MagicFiller);
        if (index < 0)
        {
            fillers.Add(new MagicFiller(new[] { value }.ToEquatable()));
            return;
        }

        MagicFiller first = (MagicFiller)fillers[index];
        if (first.Values.Any(other => other.From == value.From || other.From == Side.Both) || value.From == Side.Both || first.Values.Count > 1)
        {
            problems.Add(ProblemIds.ConflictingAttributes, attribute, symbol, name, "Magic", "Magic");
        }
        else if (first.Bytes != bytes.Length)
        {
            problems.Add(ProblemIds.ArgumentOutOfRange, attribute, symbol, "Magic", name, $"{bytes.Length} bytes", $"the other side's has {first.Bytes}");
        }
        else
        {
            fillers[index] = new MagicFiller(first.Values.Concat([value]).OrderBy(other => other.From).ToEquatable());
        }
    }

    private void ParseReserved(ISymbol symbol, string name, AttributeData attribute, List<FillerSpec> fillers)
    {
        int bytes = attribute.Int(0);
        int bits = attribute.NamedInt("Bits");
        bool refuse = attribute.NamedInt("OnRead") == 1;
        if (bits == 0 && IsInRange(symbol, name, attribute, "Reserved", bytes))
        {
            fillers.Add(new ReservedFiller(bytes, refuse));
        }
        else if (bits != 0 && (bytes != 0 || bits is < 1 or > 63))
        {
            problems.Add(ProblemIds.ArgumentOutOfRange, attribute, symbol, "Reserved", name, $"{bytes} bytes and {bits} bits", "it takes either bytes, or 1 to 63 bits");
        }
        else if (bits != 0)
        {
            fillers.Add(new ReservedBitsFiller(bits, refuse));
        }
    }

    private bool IsInRange(ISymbol symbol, string name, AttributeData attribute, string attributeName, int bytes)
    {
        if (bytes is >= 1 and <= ushort.MaxValue)
        {
            return true;
        }

        problems.Add(ProblemIds.ArgumentOutOfRange, attribute, symbol, attributeName, name, bytes.ToString(), "it must be between 1 and 65535");
        return false;
    }
}
