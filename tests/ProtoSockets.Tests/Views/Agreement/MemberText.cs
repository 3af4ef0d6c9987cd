using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using ProtoSockets.Tests.Records;

namespace ProtoSockets.Tests.Views.Agreement;

/// <summary>Values as text, in the same words whether they are from a record or from its view.</summary>
internal static class MemberText
{
    /// <summary>Records whose lengths, which the record computes, need not be those that were read: codecs and padding give upper bounds, and what is left over in a length is not kept. Those of other assemblies are not known here.</summary>
    private static readonly Type[] ComputedOtherwise = [typeof(VersionTests.Measured), typeof(CodecTests.Measured), typeof(AlignTests.Items), typeof(AlignedLengthTests.Counted), typeof(AlignedLengthTests.Maybe), typeof(AlignedLengthTests.Shortest), typeof(AlignedDigitsTests.InLine), typeof(AlignedDigitsTests.InDecimal), typeof(AlignedDigitsTests.Hexadecimal),
        typeof(AlignedDigitsTests.Prefixed), typeof(AlignedDigitsTests.Maybe), typeof(AlignedDigitsTests.TooShort), typeof(AlignedDigitsTests.Versions.Letter), typeof(AlignedDigitsTests.Streams.Load), typeof(ViewFlagTests.Extended)];

    public static void Value(object? value, StringBuilder text)
    {
        switch (value)
        {
            case null:
                break;
            case string or Utf8Text:
                text.Append(value);
                break;
            case byte[] bytes when bytes.GetType() == typeof(byte[]):
                text.Append(Convert.ToHexString(bytes));
                break;
            case ReadOnlyMemory<byte> bytes:
                text.Append(Convert.ToHexString(bytes.Span));
                break;
            case StreamedBytes streamed:
                using (MemoryStream bytes = new())
                {
                    streamed.AsStream().CopyTo(bytes);
                    text.Append(Convert.ToHexString(bytes.ToArray()));
                }

                break;
            case IFormattable formattable when value.GetType().IsPrimitive || value is decimal or Enum:
                text.Append(formattable.ToString(null, CultureInfo.InvariantCulture));
                break;
            case IEnumerable items:
                Items(items, text);
                break;
            default:
                Record(value, text);
                break;
        }
    }

    /// <summary>The members of a record that its view has; of one without a view, what it says of itself.</summary>
    public static void Record(object record, StringBuilder text)
    {
        if (record.GetType().GetNestedType("View", BindingFlags.Public | BindingFlags.NonPublic) is not { IsByRefLike: true } view)
        {
            text.Append(record);
            return;
        }

        text.Append('{');
        foreach (PropertyInfo property in MembersOf(view))
        {
            PropertyInfo own = record.GetType().GetProperty(property.Name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)!;
            text.Append(property.Name).Append('=');
            Value(own.GetValue(record), text);
            text.Append(';');
        }

        foreach ((_, Type type) in CasesOf(view))
        {
            object?[] arguments = [null];
            if ((bool)record.GetType().GetMethod("TryGet", [type.MakeByRefType()])!.Invoke(record, arguments)!)
            {
                Record(arguments[0]!, text.Append(type.Name).Append('='));
            }
        }

        text.Append('}');
    }

    /// <summary>The methods by which a view of a union gives its cases, and the records that the cases are.</summary>
    public static IEnumerable<(MethodInfo Get, Type Record)> CasesOf(Type view) => view.GetMethods().Where(method => method.Name == "TryGet")
        .Select(method => (method, method.GetParameters()[0].ParameterType.GetElementType()!))
        .Select(pair => (pair.method, pair.Item2.IsByRefLike ? pair.Item2.DeclaringType! : pair.Item2));

    /// <summary>The properties of a view that are members of its record.</summary>
    public static IEnumerable<PropertyInfo> MembersOf(Type view) =>
        view.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Where(property =>
            view.DeclaringType!.GetProperty(property.Name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic) is { GetMethod: not null } own
            && (own.SetMethod is not null || !(IsComputedOtherwise(view.DeclaringType) || own.IsDefined(typeof(OffsetOfAttribute)))));

    private static bool IsComputedOtherwise(Type record) => record.Assembly != typeof(MemberText).Assembly || ComputedOtherwise.Contains(record);

    private static void Items(IEnumerable items, StringBuilder text)
    {
        text.Append('[');
        foreach (object? item in items)
        {
            Value(item, text);
            text.Append(',');
        }

        text.Append(']');
    }
}
