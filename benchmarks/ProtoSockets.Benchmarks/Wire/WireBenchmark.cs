using System.Globalization;
using ProtoSockets.Benchmarks.Wire.Shapes;

namespace ProtoSockets.Benchmarks.Wire;

/// <summary>Generated serializers beside code written by hand and what people would pick instead, on shapes that real protocols have.</summary>
internal static class WireBenchmark
{
    /// <summary>Noise of a few per cent is not a miss: a median that is within a goal by this much counts.</summary>
    private const double Rounding = 0.005;

    /// <summary>All shapes.</summary>
    public static Shape[] Shapes() =>
    [
        HeaderShape.Create(), OrderShape.Create(), AnswerShape.Create(), PublishShape.Create(), BatchShape.CreateNumbers(), BatchShape.Create(), PackedShape.Create(), ReportShape.Create(), EventShape.Create(),
    ];

    /// <summary>Prints the table.</summary>
    /// <param name="isQuick">Fewer rounds: enough to see a slip, not to state a figure.</param>
    /// <param name="names">Parts of the names of the shapes to run; empty for all.</param>
    public static async Task RunAsync(bool isQuick, string[] names)
    {
        MarkdownTable table = new("shape", "bytes", "does", "by", "ns", "ratio", "allocated", "goal");
        foreach (Shape shape in Shapes().Where(shape => Arguments.Picks(names, shape.Name)))
        {
            await AddAsync(table, shape, "encode", shape.Encode, isQuick);
            await AddAsync(table, shape, "decode", shape.Decode, isQuick);
        }

        Console.Write(table);
    }

    private static async Task AddAsync(MarkdownTable table, Shape shape, string does, Contender[] contenders, bool isQuick)
    {
        IReadOnlyList<Contest.Result> results = await Contest.RunAsync(contenders, isQuick);
        foreach (Contest.Result result in results)
        {
            table.Add(
                shape.Name, Text(shape.Size, "0"), does, result.Name, Text(result.Nanoseconds, "0.0"), Text(result.Ratio, "0.00"), Text(result.Allocated, "0"),
                result.Name == Shape.Generated ? Judge(shape, result, results[0]) : "-");
        }
    }

    private static string Judge(Shape shape, Contest.Result result, Contest.Result baseline)
    {
        bool isMet = result.Ratio <= shape.Goal + Rounding && result.Allocated <= baseline.Allocated + 0.5;
        return $"<= {Text(shape.Goal, "0.00")}, {Text(baseline.Allocated, "0")} B: {(isMet ? "met" : "missed")}";
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
