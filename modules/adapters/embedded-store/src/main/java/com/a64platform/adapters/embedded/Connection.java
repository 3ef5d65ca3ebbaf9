package com.a64platform.adapters.embedded;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.ClientRequest;
import de.bwaldvogel.mongo.wire.message.MessageHeader;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import de.bwaldvogel.mongo.wire.message.MongoQuery;
import de.bwaldvogel.mongo.wire.message.MongoReply;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client's connection: a request in, its answer out. The first request comes in the old form, all others in the new. */
final class Connection extends SimpleChannelInboundHandler<ClientRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    private final Commands commands;
    private final AtomicInteger answers = new AtomicInteger();

    Connection(Commands commands) {
        this.commands = commands;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ClientRequest request) {
        MessageHeader header =
                new MessageHeader(answers.incrementAndGet(), request.getHeader().getRequestID());
        if (request instanceof MongoMessage message) {
            Document answer = commands.answer(context.channel(), message.getDocument());
            context.writeAndFlush(new MongoMessage(context.channel(), header, answer));
        } else if (request instanceof MongoQuery query
                && query.getCollectionName().equals("$cmd")) {
            context.writeAndFlush(new MongoReply(header, commands.answer(context.channel(), query.getQuery())));
        } else {
            context.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        commands.closed(context.channel());
        super.channelInactive(context);
    }

    /** What cannot be read or answered ends the connection; the client connects again. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("A connection to the embedded store broke", cause);
        context.close();
    }
}
