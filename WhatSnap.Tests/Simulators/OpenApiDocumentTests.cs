using System.Text.Json;
using WhatSnap.Tests.Contracts;

namespace WhatSnap.Tests.Simulators;

public sealed class OpenApiDocumentTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("openapi");

    [Theory]
    [InlineData("""{"name":"a"}""", null)]
    [InlineData("""{"name":"a","age":3,"kind":"cat","list":["x"],"maybe":null,"inner":{"code":1.5}}""", null)]
    [InlineData("""{}""", "body.name is missing")]
    [InlineData("""{"name":7}""", "body.name is not of type string")]
    [InlineData("""{"name":null}""", "body.name is null")]
    [InlineData("""{"name":"a","age":1.5}""", "body.age is not of type integer")]
    [InlineData("""{"name":"a","kind":"dog"}""", "body.kind is \"dog\", which is none of [\"cat\"]")]
    [InlineData("""{"name":"a","list":["x",1]}""", "body.list[1] is not of type string")]
    [InlineData("""{"name":"a","inner":{"code":"x"}}""", "body.inner.code is not of type number")]
    [InlineData("""{"name":"a","both":{"left":1}}""", "body.both.right is missing")]
    [InlineData("""{"name":"a","any":{}}""", "body.any fits none of anyOf: body.any.left is missing")]
    [InlineData("""{"name":"a","one":{"left":1,"right":1}}""", "body.one does not fit exactly one of oneOf")]
    [InlineData("""{"name":"a","more":1}""", "body.more is not documented")]
    [InlineData("""[]""", "body is not of type object")]
    public void A_body_is_held_against_its_schema(string body, string? problem)
    {
        var problems = Document().CheckRequest("post", "/things/7", JsonElement.Parse(body));

        Assert.Equal(problem is null ? [] : [problem], problems);
    }

    [Fact]
    public void A_path_of_words_wins_over_a_placeholder()
    {
        var document = Document();

        Assert.Empty(document.CheckResponse("GET", "/things/all?x=1", 200, JsonElement.Parse("[]")));
        Assert.NotEmpty(document.CheckResponse("GET", "/things/7", 200, JsonElement.Parse("[]")));
    }

    [Fact]
    public void What_is_not_documented_is_a_problem()
    {
        var document = Document();
        var body = JsonElement.Parse("{}");

        Assert.Equal(["GET /nothing is not documented"], document.CheckResponse("GET", "/nothing", 200, body));
        Assert.Equal(
            ["GET /things/7 is not documented to answer 418"], document.CheckResponse("GET", "/things/7", 418, body));
        Assert.Equal(["GET /things/7 takes no body"], document.CheckRequest("GET", "/things/7", body));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private OpenApiDocument Document()
    {
        var apps = _folder.CreateSubdirectory("apps");
        var common = _folder.CreateSubdirectory("common");
        File.WriteAllText(Path.Combine(common.FullName, "common.json"), """
            {"components":{"schemas":{
              "Inner":{"type":"object","properties":{"code":{"$ref":"#/components/schemas/Code"}}},
              "Code":{"type":"number"}}}}
            """);
        var file = Path.Combine(apps.FullName, "things.json");
        File.WriteAllText(file, """
            {"paths":{
              "/things/{id}":{
                "get":{"responses":{"200":{"content":{"application/json":{"schema":{"type":"object"}}}}}},
                "post":{"requestBody":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Thing"}}}},
                  "responses":{}}},
              "/things/all":{"get":{"responses":{"200":{"content":{"application/json":{"schema":{"type":"array"}}}}}}}},
             "components":{"schemas":{
              "Left":{"type":"object","properties":{"left":{"type":"number"}},"required":["left"]},
              "Right":{"type":"object","properties":{"right":{"type":"number"}},"required":["right"]},
              "Thing":{"type":"object","required":["name"],"properties":{
                "name":{"type":"string"},
                "age":{"type":"integer"},
                "kind":{"type":"string","enum":["cat"]},
                "list":{"type":"array","items":{"type":"string"}},
                "maybe":{"type":"string","nullable":true},
                "inner":{"$ref":"../common/common.json#/components/schemas/Inner"},
                "both":{"allOf":[{"$ref":"#/components/schemas/Left"},{"$ref":"#/components/schemas/Right"}]},
                "any":{"anyOf":[{"$ref":"#/components/schemas/Left"},{"$ref":"#/components/schemas/Right"}]},
                "one":{"oneOf":[{"$ref":"#/components/schemas/Left"},{"$ref":"#/components/schemas/Right"}]}}}}}}
            """);
        return OpenApiDocument.Load(file);
    }
}
