// The TCP benchmark in ns-3: F bulk connections (NewReno, SACK, 1460-byte segments) from 8 guests over bridges and one uplink of
// 10 Gb/s to a sink. --layer=point-to-point: a guest and the sink on one link, the cheapest that ns-3 can do. Prints: data segments delivered, events, wall and CPU seconds of the run alone.
#include "ns3/applications-module.h"
#include "ns3/bridge-module.h"
#include "ns3/core-module.h"
#include "ns3/csma-module.h"
#include "ns3/internet-module.h"
#include "ns3/network-module.h"
#include "ns3/point-to-point-module.h"
#include <chrono>
#include <ctime>
#include <iostream>

using namespace ns3;

int main(int argc, char* argv[])
{
    uint32_t flows = 16;
    uint32_t vms = 8;
    double milliseconds = 50;
    std::string layer = "csma";
    uint32_t buffer = 128;
    CommandLine cmd(__FILE__);
    cmd.AddValue("flows", "connections", flows);
    cmd.AddValue("ms", "simulated milliseconds", milliseconds);
    cmd.AddValue("layer", "csma or point-to-point", layer);
    cmd.AddValue("buffer", "of a socket, KiB; larger ones make ns-3 slower and carry no more", buffer);
    cmd.Parse(argc, argv);
    Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(1460));
    Config::SetDefault("ns3::TcpSocket::SndBufSize", UintegerValue(buffer << 10));
    Config::SetDefault("ns3::TcpSocket::RcvBufSize", UintegerValue(buffer << 10));
    Config::SetDefault("ns3::TcpSocketBase::Timestamp", BooleanValue(false));
    Config::SetDefault("ns3::TcpL4Protocol::SocketType", TypeIdValue(TcpNewReno::GetTypeId()));

    const bool direct = layer == "point-to-point";
    if (direct)
    {
        vms = 1;
    }
    NodeContainer guests;
    guests.Create(vms + 1);
    NetDeviceContainer ends;
    if (direct)
    {
        PointToPointHelper wire;
        wire.SetDeviceAttribute("DataRate", StringValue("10Gbps"));
        wire.SetChannelAttribute("Delay", StringValue("500ns"));
        wire.SetQueue("ns3::DropTailQueue", "MaxSize", StringValue("1000p"));
        ends = wire.Install(guests);
    }
    else
    {
        CsmaHelper link;
        link.SetChannelAttribute("DataRate", StringValue("10Gbps"));
        // a CSMA channel is busy while the signal travels: a longer delay would take bandwidth
        link.SetChannelAttribute("Delay", StringValue("10ns"));
        link.SetQueue("ns3::DropTailQueue", "MaxSize", StringValue("1000p"));
        NodeContainer bridges;
        bridges.Create(2);
        NetDeviceContainer ports[2];
        for (uint32_t v = 0; v <= vms; ++v)
        {
            const uint32_t side = v == vms ? 1 : 0;
            NetDeviceContainer pair = link.Install(NodeContainer(guests.Get(v), bridges.Get(side)));
            ends.Add(pair.Get(0));
            ports[side].Add(pair.Get(1));
        }
        NetDeviceContainer uplink = link.Install(bridges);
        for (uint32_t side = 0; side < 2; ++side)
        {
            ports[side].Add(uplink.Get(side));
            BridgeHelper().Install(bridges.Get(side), ports[side]);
        }
    }
    InternetStackHelper().Install(guests);
    Ipv4AddressHelper address;
    address.SetBase("10.0.0.0", "255.255.255.0");
    Ipv4InterfaceContainer interfaces = address.Assign(ends);
    const InetSocketAddress to(interfaces.GetAddress(vms), 5001);
    ApplicationContainer sink = PacketSinkHelper("ns3::TcpSocketFactory", to).Install(guests.Get(vms));
    for (uint32_t f = 0; f < flows; ++f)
    {
        BulkSendHelper bulk("ns3::TcpSocketFactory", to);
        bulk.SetAttribute("SendSize", UintegerValue(65536));
        bulk.Install(guests.Get(f % vms));
    }

    Simulator::Stop(Seconds(milliseconds / 1000));
    const auto start = std::chrono::steady_clock::now();
    const std::clock_t cpuStart = std::clock();
    Simulator::Run();
    const double cpu = double(std::clock() - cpuStart) / CLOCKS_PER_SEC;
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
    const uint64_t bytes = sink.Get(0)->GetObject<PacketSink>()->GetTotalRx();
    std::cout << bytes / 1460 << " " << Simulator::GetEventCount() << " " << wall.count() << " " << cpu << std::endl;
    return 0;
}
