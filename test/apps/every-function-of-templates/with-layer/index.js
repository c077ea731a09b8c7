exports.handler = (event) => require('/opt/nodejs/store').put('archive', `items/${event.id}`)
